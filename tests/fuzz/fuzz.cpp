#include "fuzz/fuzz.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "base/encoding.hpp"

namespace workchat::fuzz {

std::vector<Target>& targets() {
  static std::vector<Target> all;
  return all;
}

bool add_target(Target target) {
  targets().push_back(target);
  return true;
}

void expect(bool holds, std::string_view promise) {
  if (holds) return;
  std::fprintf(stderr, "\nBROKEN PROMISE: %s\n", std::string(promise).c_str());
  std::abort();
}

void expect_same(std::string_view one, std::string_view other, std::string_view promise) {
  if (one == other) return;
  std::fprintf(stderr, "\nnot the same:\n%s\nand:\n%s\n", readable(one).c_str(), readable(other).c_str());
  expect(false, promise);
}

unsigned Choices::byte() {
  if (bytes_.empty()) return 0;
  const auto first = static_cast<unsigned char>(bytes_.front());
  bytes_.remove_prefix(1);
  return first;
}

std::size_t Choices::below(std::size_t bound) {
  std::size_t number = byte();
  if (bound > 256) number = number << 8 | byte();
  return number % bound;
}

std::string Choices::text(std::size_t most) {
  const std::size_t asked = below(std::min<std::size_t>(most, 255) + 1);
  const std::size_t size = std::min(asked, bytes_.size());
  std::string text(bytes_.substr(0, size));
  bytes_.remove_prefix(size);
  return text;
}

std::string_view Choices::rest() {
  const std::string_view all = bytes_;
  bytes_ = {};
  return all;
}

void in_pieces(std::string_view whole, int way, const TakePiece& take) {
  std::mt19937_64 numbers(base::fnv1a(whole, static_cast<std::uint64_t>(way)));
  // A long input in very small pieces shows nothing that a short one does not, and takes its time.
  constexpr std::size_t most_pieces = 2000;
  const std::size_t least = 1 + whole.size() / most_pieces;
  const std::size_t longest = way % 2 == 0 ? 7 : 200;
  while (!whole.empty()) {
    std::size_t size = whole.size();
    if (way == 1) size = std::min(size, least);
    if (way > 1) size = std::min(size, least + numbers() % longest);
    take(whole.substr(0, size));
    whole.remove_prefix(size);
  }
}

std::string readable(std::string_view bytes) {
  std::string text;
  for (const char c : bytes.substr(0, 4000)) {
    if (c == '\n' || (c >= 0x20 && c < 0x7f))
      text += c;
    else
      text += "\\x" + base::hex({&c, 1});
  }
  return text;
}

}  // namespace workchat::fuzz
