#pragma once

#include <string_view>

#include <workchat/api.hpp>

#define WORKCHAT_VERSION_MAJOR 0
#define WORKCHAT_VERSION_MINOR 1
#define WORKCHAT_VERSION_PATCH 0

namespace workchat {

/// The library that runs, "0.1.0"; the macros are the headers that were compiled against. Threads: any.
WORKCHAT_API std::string_view version();

}  // namespace workchat
