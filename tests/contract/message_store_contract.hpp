#pragma once

#include <functional>
#include <memory>
#include <string>

#include <workchat/message_store.hpp>

namespace workchat::contract {

/// A kind of MessageStore, as the kit makes them.
struct StoreKind {
  std::string name;
  /// A new, empty store. The one made before is gone by then.
  std::function<std::unique_ptr<MessageStore>()> fresh;
  /// The store that `fresh` made last, after it is gone, opened again. Empty: the kind keeps nothing.
  std::function<std::unique_ptr<MessageStore>()> again = {};
};

/// Everything that workchat/message_store.hpp promises, as subcases of the doctest test case that calls it.
/// An embedder's own store is to pass it as ours do.
void check_message_store(const StoreKind& kind);

}  // namespace workchat::contract
