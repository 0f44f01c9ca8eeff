#pragma once

#include <memory>

namespace workchat::core {

/// What most of very many things have none of: it takes a pointer until it is first changed.
template <typename T>
class Rare {
 public:
  const T& operator*() const { return value_ ? *value_ : none(); }
  const T* operator->() const { return &**this; }
  T& change() {
    if (!value_) value_ = std::make_unique<T>();
    return *value_;
  }

 private:
  static const T& none() {
    static const T& nothing = *new T;  // outlives whatever is destroyed after main
    return nothing;
  }

  std::unique_ptr<T> value_;
};

}  // namespace workchat::core
