#include <doctest/doctest.h>

#include <string>

#include "contract/message_store_contract.hpp"
#include "support/temporary_folder.hpp"

using workchat::MessageStore;
using workchat::open_store;
using workchat::contract::check_message_store;
using workchat::contract::StoreKind;

namespace {

std::unique_ptr<MessageStore> opened(const std::string& url) {
  auto store = open_store(url);
  INFO((store ? std::string() : store.error().message));
  REQUIRE(store.ok());
  return std::move(store).value();
}

void check_sqlite(const std::string& options) {
  const workchat::testing::TemporaryFolder folder;
  int made = 0;
  const auto url = [&] { return "sqlite:" + folder.path() + "/" + std::to_string(made) + options; };
  check_message_store(
      {"sqlite" + options, [&] { return ++made, opened(url()); }, [&] { return opened(url()); }});
}

}  // namespace

TEST_CASE("the memory store keeps what a store promises") {
  check_message_store({"memory", [] { return opened("memory:"); }});
}

TEST_CASE("the SQLite store keeps what a store promises (S1-12, S3-12)") {
  check_sqlite("");
}

TEST_CASE("the SQLite store without fsync keeps what a store promises") {
  check_sqlite("?durability=off");
}
