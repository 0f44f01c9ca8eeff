#include "server/deflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "server/http_guard.hpp"
#include "server/http_request.hpp"

namespace workchat::server {
namespace {

constexpr int level = 1;  // chat is short, and the loop's time is dear
constexpr int memory_level = 8;
constexpr int narrowest_window = 8;
constexpr int narrowest_search = 9;  // zlib's least for raw streams
constexpr std::string_view accepted =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(trimmed(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string_view unquoted(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

/// 8 to 15, without leading zeros; 0: another value.
int read_window(std::string_view value) {
  int bits = 0;
  for (char c : value) {
    if (c < '0' || c > '9' || value.size() > 2 || value[0] == '0') return 0;
    bits = bits * 10 + (c - '0');
  }
  return bits >= narrowest_window && bits <= widest_window ? bits : 0;
}

/// One parameter of an offer. False: it cannot be served.
bool serve_parameter(std::string_view parameter, DeflateTerms& terms) {
  const std::size_t equals = parameter.find('=');
  const std::string_view name = trimmed(parameter.substr(0, equals));
  const bool valued = equals != std::string_view::npos;
  const int bits = valued ? read_window(unquoted(trimmed(parameter.substr(equals + 1)))) : 0;
  if (name == "server_no_context_takeover" || name == "client_no_context_takeover") return !valued;
  if (name == "client_max_window_bits") return !valued || bits != 0;
  if (name != "server_max_window_bits" || bits == 0) return false;
  terms.window_bits = bits;
  terms.answer += "; server_max_window_bits=" + std::to_string(bits);
  return true;
}

std::optional<DeflateTerms> serve_offer(std::string_view offer) {
  const std::vector<std::string_view> parts = split(offer, ';');
  if (!same_word(parts[0], "permessage-deflate")) return std::nullopt;
  DeflateTerms terms{std::string(accepted)};
  std::vector<std::string_view> names;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string_view name = trimmed(parts[i].substr(0, parts[i].find('=')));
    if (!serve_parameter(parts[i], terms)) return std::nullopt;
    if (std::find(names.begin(), names.end(), name) != names.end()) return std::nullopt;
    names.push_back(name);
  }
  return terms;
}

// A quoted value is a token too once its quotes are off, so that no separator hides in one.
bool well_formed_part(std::string_view part) {
  const std::size_t equals = part.find('=');
  if (!is_token(trimmed(part.substr(0, equals)))) return false;
  return equals == std::string_view::npos || is_token(unquoted(trimmed(part.substr(equals + 1))));
}

}  // namespace

std::optional<DeflateTerms> negotiate_deflate(std::string_view offers) {
  if (offers.empty()) return std::nullopt;
  for (std::string_view offer : split(offers, ',')) {
    if (auto terms = serve_offer(offer)) return terms;
  }
  return std::nullopt;
}

bool well_formed_extensions(std::string_view offers) {
  for (std::string_view offer : split(offers, ',')) {
    if (offer.empty()) continue;  // RFC 9110, section 5.6.1: a list may have empty elements
    const std::vector<std::string_view> parts = split(offer, ';');
    if (!is_token(parts[0]) || !std::all_of(parts.begin() + 1, parts.end(), well_formed_part)) return false;
  }
  return true;
}

std::string deflate_payload(std::string_view payload, int window_bits) {
  // No copy from further back than a byte fits into any window.
  const int strategy = window_bits < narrowest_search ? Z_RLE : Z_DEFAULT_STRATEGY;
  const int search = std::max(window_bits, narrowest_search);
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, -search, memory_level, strategy) != Z_OK) return {};
  std::string out(deflateBound(&stream, static_cast<uLong>(payload.size())) + 16, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(payload.data()));
  stream.avail_in = static_cast<uInt>(payload.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_SYNC_FLUSH);
  const std::size_t size = out.size() - stream.avail_out;
  deflateEnd(&stream);
  out.resize(size < 4 ? 0 : size - 4);  // the empty block's 00 00 ff ff stays unsaid
  return out;
}

struct Inflater::Stream {
  z_stream z{};
  bool begins = false;  // right behind a final block: another stream may follow, or the end
  ~Stream() { inflateEnd(&z); }
};

Inflater::Inflater() = default;
Inflater::~Inflater() = default;

Inflater::State Inflater::add(const unsigned char* bytes, std::size_t size, std::size_t most,
                              std::string& out) {
  if (size == 0) return State::good;
  if (!stream_) {
    stream_ = std::make_unique<Stream>();
    if (inflateInit2(&stream_->z, -widest_window) != Z_OK) return State::broken;
  }
  z_stream& z = stream_->z;
  z.next_in = const_cast<Bytef*>(bytes);
  z.avail_in = static_cast<uInt>(size);
  unsigned char piece[4096];
  do {
    z.next_out = piece;
    z.avail_out = sizeof piece;
    const int result = inflate(&z, Z_SYNC_FLUSH);
    const std::size_t made = sizeof piece - z.avail_out;
    if (made > most - std::min(most, out.size())) return State::too_large;
    out.append(reinterpret_cast<const char*>(piece), made);
    if (result == Z_BUF_ERROR) return State::good;  // nothing more to do with what has come
    if (result != Z_OK && result != Z_STREAM_END) return State::broken;
    stream_->begins = result == Z_STREAM_END;
    if (stream_->begins) inflateReset(&z);  // RFC 7692, section 7.2.1: blocks may follow a final one
  } while (z.avail_in > 0 || z.avail_out == 0);
  return State::good;
}

// The sender left the empty block's last four bytes out: read as data they would make something, and any
// block but that one would not end with them.
bool Inflater::finish() {
  const std::unique_ptr<Stream> stream = std::move(stream_);
  if (!stream || stream->begins) return true;
  unsigned char unsaid[] = {0x00, 0x00, 0xff, 0xff};
  unsigned char piece[1];
  z_stream& z = stream->z;
  z.next_in = unsaid;
  z.avail_in = sizeof unsaid;
  z.next_out = piece;
  z.avail_out = sizeof piece;
  const int result = inflate(&z, Z_SYNC_FLUSH);
  constexpr int at_a_block = 128;  // of data_type, as zlib.h says of inflate()
  const bool ended = result == Z_STREAM_END || (result == Z_OK && (z.data_type & at_a_block) != 0);
  return ended && z.avail_in == 0 && z.avail_out == sizeof piece;
}

}  // namespace workchat::server
