#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <random>
#include <string>

#include "support/store_fixture.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

constexpr int messages_of_turn = 3;

std::string client_id(int round, int turn, int message) {
  return std::to_string(round) + "-" + std::to_string(turn) + "-" + std::to_string(message);
}

/// The server that is killed: says on `pipe` which turn it has stored.
[[noreturn]] void serve(const std::string& url, int round, int pipe) {
  auto kept = open_store(url);
  if (!kept || !(*kept)->commit(first_batch())) ::_exit(1);
  for (int turn = 0;; ++turn) {
    Batch batch;
    for (int i = 0; i < messages_of_turn; ++i)
      batch.entries.push_back(
          message(i == 1 ? "other" : "general", "u_ana", "text", client_id(round, turn, i)));
    if (!(*kept)->commit(batch) || ::write(pipe, &turn, sizeof turn) != sizeof turn) ::_exit(1);
  }
}

/// Starts a server, kills it after some turns, and returns the last one it acknowledged.
int killed_after(int turns, const std::string& url, int round) {
  int ends[2] = {};
  REQUIRE(::pipe(ends) == 0);
  const pid_t server = ::fork();
  REQUIRE(server >= 0);
  if (server == 0) serve(url, round, ends[1]);
  ::close(ends[1]);
  int last = -1, turn = 0;
  while (last + 1 < turns && ::read(ends[0], &turn, sizeof turn) == sizeof turn) last = turn;
  REQUIRE(::kill(server, SIGKILL) == 0);
  while (::read(ends[0], &turn, sizeof turn) == sizeof turn) last = turn;  // what it said before it went
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(server, &status, 0) == server);
  REQUIRE(WIFSIGNALED(status));
  return last;
}

}  // namespace

TEST_CASE("what was acknowledged before kill -9 is there once, and the next server can open it (S4-18)") {
  const TemporaryFolder folder;
  std::mt19937 random(11);
  std::map<int, int> acknowledged;  // by round
  const char* durability[] = {"full", "normal", "off"};
  for (int round = 0; round < 9; ++round) {
    const std::string url = "sqlite:" + folder.path() + "?durability=" + durability[round % 3];
    acknowledged[round] = killed_after(static_cast<int>(1 + random() % 40), url, round);
    auto kept = open_store(url);
    REQUIRE(kept.ok());
    std::map<std::string, int> found;
    for (const char* log : {"general", "other"}) {
      const Page page = entries_of(**kept, log);
      REQUIRE(page.entries.size() == static_cast<std::size_t>(page.head));
      for (const Entry& entry : page.entries) ++found[entry.client_id];
    }
    std::size_t expected = 0;
    for (const auto& [each, last] : acknowledged) {
      // The turn after the last may have been stored too, all of it or nothing.
      const bool one_more = found.count(client_id(each, last + 1, 0)) > 0;
      expected += static_cast<std::size_t>((last + 1 + one_more) * messages_of_turn);
      for (int turn = 0; turn <= last; ++turn)
        for (int i = 0; i < messages_of_turn; ++i) REQUIRE(found[client_id(each, turn, i)] == 1);
    }
    CHECK(found.size() == expected);
  }
}
