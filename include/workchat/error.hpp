#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <workchat/api.hpp>

namespace workchat {

/// Why something was not done. One table (`describe`) gives each its C value, wire code and HTTP status.
enum class Errc {
  bad_request,             ///< not understood: malformed JSON, unknown type, wrong form
  unauthenticated,         ///< nobody, or a token, cookie or password that does not hold
  forbidden,               ///< known, but not allowed; `rule` names what said no
  not_found,               ///< not there, or not to be known of by this caller
  method_not_allowed,      ///< HTTP only
  timeout,                 ///< not in time
  conflict,                ///< a taken name, a repeated client_id with other content, a store in use
  trimmed,                 ///< older than what retention kept
  too_large,               ///< over a size limit
  unsupported_media_type,  ///< HTTP only
  invalid,                 ///< understood, but `field` has a value that cannot be taken
  unknown_command,         ///< a slash command nobody serves
  wrong_password,          ///< of a room
  rate_limited,            ///< too often; try again after `retry_ms`
  internal,                ///< a fault of ours
  overloaded,              ///< a queue is full; nothing was done
  unavailable,             ///< the store cannot take it now; not stored, retry with the same client_id
  closed,                  ///< the session or engine is over
};

/// An expected failure. `message` is for people; a program reads the other fields.
struct Error {
  Errc code = Errc::internal;
  std::string message = {};
  std::string rule = {};      ///< with `forbidden`: the rule that said no, e.g. "member_only"
  std::string field = {};     ///< with `invalid`: the field's wire name
  std::int64_t retry_ms = 0;  ///< with `rate_limited`: when to try again
};

/// One row of the error table.
struct ErrorRow {
  Errc code;
  int c_value;            ///< `WORKCHAT_E_…` of capi/workchat.h, negative
  std::string_view wire;  ///< `error.code` on every door
  int http_status;
};

/// The row of `code`. Threads: any.
WORKCHAT_API const ErrorRow& describe(Errc code);

}  // namespace workchat
