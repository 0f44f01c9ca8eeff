#pragma once

#include <cstddef>
#include <string_view>

#include "server/http_request.hpp"
#include "server/http_response.hpp"

namespace workchat::server {

/// One file of the web client, as `embed_web.mjs` compiled it in.
struct WebFile {
  std::string_view path;  ///< as in the request: "/", "/assets/…"
  std::string_view content_type;
  std::string_view tag;  ///< of its content, without quotes
  std::string_view plain;
  std::string_view gzip;  ///< the same, compressed; empty where that gains nothing
  bool hashed;            ///< its name changes with its content
};

/// All of them, in order of their paths; none in a build without WORKCHAT_WEB.
struct WebFiles {
  const WebFile* files = nullptr;
  std::size_t count = 0;
};
WebFiles web_files();

/// The file of this path; null where there is none.
const WebFile* find_web_file(std::string_view path);
/// The answer: compressed where the request takes that, 304 where it has this content already.
HttpResponse answer_file(const WebFile& file, const HttpRequest& request);

}  // namespace workchat::server
