#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// What the fuzz targets share. A target reads bytes that anybody may have sent and ends the process where a
/// promise is broken. tests/fuzz/README.md says how they are run.
namespace workchat::fuzz {

struct Target {
  const char* name;
  void (*run)(std::string_view input);
};
/// Those that are linked: all of them in the test that replays the corpora, one where libFuzzer drives.
std::vector<Target>& targets();
bool add_target(Target target);

/// FUZZ_TARGET(names) { what is done with `input` }
#define FUZZ_TARGET(name)                                                                               \
  static void fuzz_##name(std::string_view input);                                                      \
  [[maybe_unused]] static const bool added_##name = ::workchat::fuzz::add_target({#name, fuzz_##name}); \
  static void fuzz_##name(std::string_view input)

/// Ends the process, with the promise that does not hold.
void expect(bool holds, std::string_view promise);
/// The same, and says what the two are.
void expect_same(std::string_view one, std::string_view other, std::string_view promise);

/// Choices made of bytes, from the front. At their end every choice is the first one. One choice a statement,
/// or in braces: the order of arguments is the compiler's, and a seed must say the same to all of them.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}

  bool done() const { return bytes_.empty(); }
  /// 0 to `bound` - 1; takes one byte for a bound up to 256, else two.
  std::size_t below(std::size_t bound);
  bool yes() { return below(2) == 1; }
  /// At most `most` bytes, as many as a byte says.
  std::string text(std::size_t most);
  std::string_view rest();

 private:
  unsigned byte();

  std::string_view bytes_;
};

using TakePiece = std::function<void(std::string_view piece)>;
/// Gives the whole in pieces: `way` 0 is at once, 1 byte by byte (of a short one), any other at places that
/// follow from the bytes.
void in_pieces(std::string_view whole, int way, const TakePiece& take);
inline constexpr int ways = 4;

/// A short text of anything, for differences that are shown.
std::string readable(std::string_view bytes);

}  // namespace workchat::fuzz
