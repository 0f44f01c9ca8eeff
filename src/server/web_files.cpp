#include "server/web_files.hpp"

#include <algorithm>
#include <string>

namespace workchat::server {
namespace {

// Only what comes from here, nothing written into the page itself, and no text that becomes markup unseen.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html dompurify";

// RFC 9110, section 12.5.3, for the one coding there is. A weight of nothing but zeros forbids.
bool takes_gzip(const HttpRequest& request) {
  std::string list = request.all("Accept-Encoding");
  std::string_view rest = list;
  bool any = false;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view coding = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t semicolon = std::min(coding.find(';'), coding.size());
    const std::string_view name = trimmed(coding.substr(0, semicolon));
    const std::string_view weight = trimmed(coding.substr(std::min(semicolon + 1, coding.size())));
    const bool allowed = weight.substr(0, 2) != "q=" ||
                         weight.find_first_not_of("0.", 2) != std::string_view::npos;
    if (same_word(name, "gzip") || same_word(name, "x-gzip")) return allowed;
    if (name == "*") any = allowed;
  }
  return any;
}

// RFC 9110, section 13.1.2: compared weakly, so that a proxy may have marked it as weak.
bool has_already(const HttpRequest& request, std::string_view tag) {
  const std::string tags = request.all("If-None-Match");
  std::string_view rest = tags;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    std::string_view one = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (one.substr(0, 2) == "W/") one.remove_prefix(2);
    if (one == "*" || one == tag) return true;
  }
  return false;
}

}  // namespace

#if !WORKCHAT_WEB
WebFiles web_files() {
  return {};
}
#endif

const WebFile* find_web_file(std::string_view path) {
  const WebFiles all = web_files();
  const WebFile* end = all.files + all.count;
  const WebFile* found = std::lower_bound(
      all.files, end, path, [](const WebFile& file, std::string_view wanted) { return file.path < wanted; });
  return found != end && found->path == path ? found : nullptr;
}

HttpResponse answer_file(const WebFile& file, const HttpRequest& request) {
  const bool packed = !file.gzip.empty() && takes_gzip(request);
  const std::string tag = '"' + std::string(file.tag) + (packed ? "-gzip\"" : "\"");
  HttpResponse response;
  // A hashed name never means anything else; all others are asked about each time.
  response.headers.emplace_back("Cache-Control",
                                file.hashed ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  response.headers.emplace_back("Content-Security-Policy", page_policy);
  if (has_already(request, tag)) {
    response.status = 304;
    return response;
  }
  if (packed) response.headers.emplace_back("Content-Encoding", "gzip");
  response.content_type = file.content_type;
  response.body = packed ? file.gzip : file.plain;
  return response;
}

}  // namespace workchat::server
