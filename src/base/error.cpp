#include <workchat/error.hpp>

#include <array>
#include <cassert>

namespace workchat {
namespace {

// In the order of the enum. The C values are part of the ABI: a new code goes to the end.
constexpr std::array error_rows{
    ErrorRow{Errc::bad_request, -1, "bad_request", 400},
    ErrorRow{Errc::unauthenticated, -2, "unauthenticated", 401},
    ErrorRow{Errc::forbidden, -3, "forbidden", 403},
    ErrorRow{Errc::not_found, -4, "not_found", 404},
    ErrorRow{Errc::method_not_allowed, -5, "method_not_allowed", 405},
    ErrorRow{Errc::timeout, -6, "timeout", 408},
    ErrorRow{Errc::conflict, -7, "conflict", 409},
    ErrorRow{Errc::trimmed, -8, "trimmed", 410},
    ErrorRow{Errc::too_large, -9, "too_large", 413},
    ErrorRow{Errc::unsupported_media_type, -10, "unsupported_media_type", 415},
    ErrorRow{Errc::invalid, -11, "invalid", 422},
    ErrorRow{Errc::unknown_command, -12, "unknown_command", 422},
    ErrorRow{Errc::wrong_password, -13, "wrong_password", 423},
    ErrorRow{Errc::rate_limited, -14, "rate_limited", 429},
    ErrorRow{Errc::internal, -15, "internal", 500},
    ErrorRow{Errc::overloaded, -16, "overloaded", 503},
    ErrorRow{Errc::unavailable, -17, "unavailable", 503},
    ErrorRow{Errc::closed, -18, "closed", 503},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < error_rows.size(); ++i)
    if (error_rows[i].code != static_cast<Errc>(i) || error_rows[i].c_value != -static_cast<int>(i) - 1) return false;
  return error_rows.back().code == Errc::closed;
}
static_assert(in_order());

}  // namespace

const ErrorRow& describe(Errc code) {
  const auto index = static_cast<std::size_t>(code);
  assert(index < error_rows.size());
  return error_rows[index];
}

}  // namespace workchat
