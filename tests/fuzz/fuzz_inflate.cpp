#include <algorithm>
#include <string>
#include <tuple>

#include "fuzz/fuzz.hpp"
#include "server/deflate.hpp"

// What is inflated is bounded and does not depend on the pieces; what we compress comes back.
namespace workchat::fuzz {
namespace {

using server::Inflater;

std::tuple<Inflater::State, std::string> inflated(std::string_view bytes, std::size_t most, int way) {
  Inflater inflater;
  std::string out;
  auto state = Inflater::State::good;
  in_pieces(bytes, way, [&](std::string_view piece) {
    if (state != Inflater::State::good) return;
    state = inflater.add(reinterpret_cast<const unsigned char*>(piece.data()), piece.size(), most, out);
    expect(out.size() <= most, "no more comes out than was allowed");
  });
  if (state == Inflater::State::good && !inflater.finish()) state = Inflater::State::broken;
  return {state, out};
}

void inflate_anything(std::string_view bytes, std::size_t most) {
  const auto at_once = inflated(bytes, most, 0);
  for (int way = 1; way < ways; ++way) {
    const auto pieces = inflated(bytes, most, way);
    expect(std::get<0>(pieces) == std::get<0>(at_once), "how it ends does not depend on the pieces");
    if (std::get<0>(at_once) == Inflater::State::good)
      expect(std::get<1>(pieces) == std::get<1>(at_once), "what comes out does not depend on the pieces");
  }
}

void there_and_back(std::string_view text, std::size_t most, int window_bits) {
  const std::string packed = server::deflate_payload(text, window_bits);
  for (int way = 0; way < ways; ++way) {
    const auto [state, out] = inflated(packed, most, way);
    if (text.size() > most)
      expect(state == Inflater::State::too_large, "too much is refused");
    else
      expect(state == Inflater::State::good && out == text, "what was compressed comes back");
  }
}

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat::fuzz;

FUZZ_TARGET(inflate) {
  Choices choices(input);
  constexpr std::size_t bounds[] = {65536, 0, 1, 100, 4096};
  const std::size_t most = bounds[choices.below(5)];
  if (choices.yes()) return inflate_anything(choices.rest(), most);
  // Long enough to fill zlib's window now and then.
  const int window_bits = 8 + static_cast<int>(choices.below(8));
  const std::size_t times = 1 + choices.below(300);
  const std::string_view once = choices.rest();
  std::string text;
  for (std::size_t i = 0; i < times && text.size() < 100'000; ++i) text += once;
  there_and_back(text, most, window_bits);
}
