#pragma once

#include <string_view>

namespace workchat::capi {

/// A copy for the caller, to be given to workchat_string_free. Throws std::bad_alloc.
char* copy_out(std::string_view text);

}  // namespace workchat::capi
