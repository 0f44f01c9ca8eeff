#pragma once

#include <string>

#include <workchat/result.hpp>

namespace workchat::auth {

/// 32 bytes that nobody can guess.
std::string make_key();

/// The key kept in the file `path`, which is made when it is not there: durable, mode 0600, whole from the
/// moment it can be seen, and one and the same for all who come first at once. Errors: unavailable (cannot be
/// read or made, is not such a file, or others may read it).
Result<std::string> key_from_file(const std::string& path);

}  // namespace workchat::auth
