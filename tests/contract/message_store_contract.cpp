#include "contract/message_store_contract.hpp"

#include <doctest/doctest.h>

#include "contract/store_cases.hpp"

namespace workchat::contract {

void check_message_store(const StoreKind& kind) {
  for (auto cases : {record_cases, log_cases, page_cases, feed_cases, random_cases})
    for (const StoreCase& each : cases()) SUBCASE(each.promise) {
        each.check(kind);
      }
}

std::unique_ptr<MessageStore> furnished(const StoreKind& kind) {
  auto made = kind.fresh();
  REQUIRE(made != nullptr);
  keep(*made, first_batch());
  return made;
}

}  // namespace workchat::contract
