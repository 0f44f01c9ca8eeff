#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace workchat::core {

/// A list of pointers, in order, for what is mostly one: that one takes no allocation, and none takes a word.
template <typename T>
class Few {
 public:
  Few() = default;
  Few(Few&& other) noexcept : word_(std::exchange(other.word_, nullptr)) {}
  Few& operator=(Few&& other) noexcept {
    std::swap(word_, other.word_);
    return *this;
  }
  ~Few() {
    if (is_many()) delete &many();
  }

  T* const* begin() const { return is_many() ? many().data() : &word_; }
  T* const* end() const { return begin() + size(); }
  std::size_t size() const { return is_many() ? many().size() : word_ ? 1 : 0; }
  bool empty() const { return word_ == nullptr; }
  T* front() const { return *begin(); }
  bool contains(const T* value) const { return std::find(begin(), end(), value) != end(); }
  /// For who changes it on the way.
  std::vector<T*> all() const { return {begin(), end()}; }

  void push_back(T* value) { insert(size(), value); }
  void insert(std::size_t place, T* value) {
    if (empty()) {
      word_ = value;
      return;
    }
    if (!is_many()) grow();
    many().insert(many().begin() + static_cast<std::ptrdiff_t>(place), value);
  }
  /// Nothing, where it is not in.
  void erase(const T* value) {
    if (!is_many()) {
      if (word_ == value) word_ = nullptr;
      return;
    }
    many().erase(std::remove(many().begin(), many().end(), value), many().end());
    if (many().size() > 1) return;
    const std::unique_ptr<Many> left(&many());
    word_ = left->empty() ? nullptr : left->front();
  }

 private:
  using Many = std::vector<T*>;
  static constexpr std::uintptr_t many_bit = 1;

  bool is_many() const { return (reinterpret_cast<std::uintptr_t>(word_) & many_bit) != 0; }
  Many& many() const { return *reinterpret_cast<Many*>(reinterpret_cast<std::uintptr_t>(word_) & ~many_bit); }
  void grow() {
    auto many = std::make_unique<Many>(1, word_);
    word_ = reinterpret_cast<T*>(reinterpret_cast<std::uintptr_t>(many.release()) | many_bit);
  }

  T* word_ = nullptr;  ///< the only one; with the lowest bit set, a Many of two or more
};

}  // namespace workchat::core
