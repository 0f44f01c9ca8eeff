#include "server/sse.hpp"

namespace workchat::server {

void append_sse(std::string& out, std::string_view type, std::string_view id, std::string_view json) {
  out += "event: ";
  out += type;
  if (!id.empty()) {
    out += "\nid: ";
    out += id;
  }
  out += "\ndata: ";
  out += json;  // JSON text has no line break outside of its escapes
  out += "\n\n";
}

void append_sse_comment(std::string& out, std::string_view text) {
  out += ": ";
  out += text;
  out += "\n\n";
}

}  // namespace workchat::server
