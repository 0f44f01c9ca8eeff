#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace workchat::core {

/// Texts that are not changed but replaced, in one piece of memory: for records of which there may be very many.
/// They stay where they are when it moves.
template <std::size_t count>
class PackedTexts {
 public:
  explicit PackedTexts(const std::array<std::string_view, count>& all) {
    Ends ends;
    std::uint32_t end = sizeof ends;
    for (std::size_t i = 0; i < count; ++i) ends[i] = end += static_cast<std::uint32_t>(all[i].size());
    piece_.reset(new char[end]);
    char* at = std::copy_n(reinterpret_cast<const char*>(&ends), sizeof ends, piece_.get());
    for (const std::string_view text : all) at = std::copy(text.begin(), text.end(), at);
  }

  std::string_view operator[](std::size_t which) const {
    Ends ends;
    std::memcpy(&ends, piece_.get(), sizeof ends);
    const std::uint32_t begin = which == 0 ? std::uint32_t{sizeof ends} : ends[which - 1];
    return {piece_.get() + begin, ends[which] - begin};
  }

 private:
  using Ends = std::array<std::uint32_t, count>;  // where each text ends, at the beginning of the piece

  std::unique_ptr<char[]> piece_;
};

}  // namespace workchat::core
