#pragma once

#include <string>
#include <string_view>

namespace workchat::server {

/// One event of an event stream (WHATWG HTML, section 9.2). `id` empty: the reader's last id stays as it is.
void append_sse(std::string& out, std::string_view type, std::string_view id, std::string_view json);
/// What a reader takes no notice of.
void append_sse_comment(std::string& out, std::string_view text);

/// How long a client waits before it comes again; stands at the beginning of each stream.
constexpr std::string_view sse_retry = "retry: 2000\n\n";

}  // namespace workchat::server
