#include "server/deflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <vector>

#include "server/http_request.hpp"

namespace workchat::server {
namespace {

constexpr int raw_window = -15;  // negative: no zlib header
constexpr int level = 1;         // chat is short, and the loop's time is dear
constexpr int memory_level = 8;
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

bool window_bits(std::string_view value) {
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
    value = value.substr(1, value.size() - 2);
  if (value.size() == 1) return value[0] == '8' || value[0] == '9';
  return value.size() == 2 && value[0] == '1' && value[1] >= '0' && value[1] <= '5';
}

// One parameter of an offer. A smaller window for us would forbid sharing frames, so such an offer is
// declined.
bool serves(std::string_view parameter) {
  const std::size_t equals = parameter.find('=');
  const std::string_view name = trimmed(parameter.substr(0, equals));
  const bool valued = equals != std::string_view::npos;
  const std::string_view value = valued ? trimmed(parameter.substr(equals + 1)) : std::string_view();
  if (name == "server_no_context_takeover" || name == "client_no_context_takeover") return !valued;
  if (name == "client_max_window_bits") return !valued || window_bits(value);
  if (name == "server_max_window_bits") return value == "15" || value == "\"15\"";
  return false;
}

bool serves_offer(std::string_view offer) {
  const std::vector<std::string_view> parts = split(offer, ';');
  if (!same_word(parts[0], "permessage-deflate")) return false;
  std::vector<std::string_view> names;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string_view name = trimmed(parts[i].substr(0, parts[i].find('=')));
    if (!serves(parts[i]) || std::find(names.begin(), names.end(), name) != names.end()) return false;
    names.push_back(name);
  }
  return true;
}

}  // namespace

std::optional<std::string> negotiate_deflate(std::string_view offers) {
  if (offers.empty()) return std::nullopt;
  for (std::string_view offer : split(offers, ',')) {
    if (serves_offer(offer)) return std::string(accepted);
  }
  return std::nullopt;
}

std::string deflate_payload(std::string_view payload) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, raw_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
    return {};
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
  bool ended = false;
  ~Stream() { inflateEnd(&z); }
};

Inflater::Inflater() = default;
Inflater::~Inflater() = default;

void Inflater::reset() {
  stream_.reset();
}

Inflater::State Inflater::add(const unsigned char* bytes, std::size_t size, std::size_t most,
                              std::string& out) {
  if (!stream_) {
    stream_ = std::make_unique<Stream>();
    if (inflateInit2(&stream_->z, raw_window) != Z_OK) return State::broken;
  }
  z_stream& z = stream_->z;
  z.next_in = const_cast<Bytef*>(bytes);
  z.avail_in = static_cast<uInt>(size);
  unsigned char piece[4096];
  do {
    // After a final block only the empty block of the message's end may follow.
    if (stream_->ended) return z.avail_in <= 4 ? State::good : State::broken;
    z.next_out = piece;
    z.avail_out = sizeof piece;
    const int result = inflate(&z, Z_SYNC_FLUSH);
    const std::size_t made = sizeof piece - z.avail_out;
    if (made > most - std::min(most, out.size())) return State::too_large;
    out.append(reinterpret_cast<const char*>(piece), made);
    stream_->ended = result == Z_STREAM_END;
    if (result == Z_BUF_ERROR) return State::good;  // nothing more to do with what has come
    if (result != Z_OK && result != Z_STREAM_END) return State::broken;
  } while (z.avail_in > 0 || z.avail_out == 0);
  return State::good;
}

}  // namespace workchat::server
