#pragma once

#include <memory>
#include <vector>

#include "contract/message_store_contract.hpp"
#include "support/store_fixture.hpp"

namespace workchat::contract {

/// One promise of a store.
struct StoreCase {
  const char* promise;
  void (*check)(const StoreKind& kind);
};

// The cases by topic, one file each.
std::vector<StoreCase> record_cases();
std::vector<StoreCase> log_cases();
std::vector<StoreCase> page_cases();
std::vector<StoreCase> feed_cases();
std::vector<StoreCase> random_cases();

using namespace testing;

/// `fresh`, with the first batch.
std::unique_ptr<MessageStore> furnished(const StoreKind& kind);

}  // namespace workchat::contract
