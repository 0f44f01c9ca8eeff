#include <doctest/doctest.h>

#include <string>

#include "store/sqlite/log_table.hpp"
#include "support/store_fixture.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;

TEST_CASE("of more logs than are kept in memory nothing is forgotten") {
  const TemporaryFolder folder;
  REQUIRE(open_store("sqlite:" + folder.path()).ok());  // makes the tables
  store::Connection connection(folder.path() + "/workchat.db", store::Connection::Mode::read_write);
  store::LogTable logs(connection, 2);
  for (Seq head = 1; head <= 20; ++head) {
    const RoomId name = "room-" + std::to_string(head % 5);
    store::LogRow* const row = logs.find(name) ? logs.change(name) : &logs.add(name, 0);
    REQUIRE(row);
    CHECK(row->head == (head > 5 ? head - 5 : 0));
    row->head = head;
    logs.write();
    logs.keep();
  }
  logs.change("room-0")->head = 99;
  logs.undo();
  CHECK(logs.find("room-0")->head == 20);
  CHECK(logs.find("room-5") == nullptr);
  CHECK(connection.ok());
}
