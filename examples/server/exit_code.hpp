#pragma once

namespace server {

constexpr int exit_ok = 0;
constexpr int exit_failure = 1;
constexpr int exit_bad_options = 2;

}  // namespace server
