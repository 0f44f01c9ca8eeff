#pragma once

#include <string>

#include "protocol/read.hpp"

namespace workchat::fuzz {

/// What is asked, with every text of it, so that two can be compared. Texts are promised to be UTF-8, which
/// is checked on the way.
std::string ask_shown(const Result<protocol::Ask>& ask);
std::string verb_shown(const Verb& verb);

}  // namespace workchat::fuzz
