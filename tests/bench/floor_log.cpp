// A log and nothing else: write the messages of a batch in one, behind the last, then fdatasync. The file has its room
// before anything is timed, as a database's log has: one that grows syncs what the file system knows of it as well.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>

#include <fcntl.h>
#include <unistd.h>

#include "examples/bench/client_ids.hpp"
#include "examples/bench/clock.hpp"
#include "examples/bench/histogram.hpp"
#include "examples/bench/report.hpp"
#include "support/temporary_folder.hpp"

namespace {

struct Load {
  std::int64_t messages = 200'000;
  std::int64_t batch = 64;
  std::int64_t rate = 0;  ///< batches a second; 0: as many as it can
  std::string durability = "full";
};

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

void reserve(int file, const Load& load) {
  constexpr std::int64_t most_of_a_message = 256;
  const std::string zeros(1 << 20, '\0');
  for (std::int64_t left = load.messages * most_of_a_message; left > 0; left -= static_cast<std::int64_t>(zeros.size()))
    if (write(file, zeros.data(), zeros.size()) != static_cast<ssize_t>(zeros.size())) fail("write");
  if (fdatasync(file) != 0 || lseek(file, 0, SEEK_SET) != 0) fail("reserve");
}

/// How long each batch took.
bench::Histogram write_all(int file, const Load& load) {
  bench::Histogram durations;
  auto due = std::chrono::steady_clock::now();
  bench::ClientIds ids(1);
  const std::string user = "u_0123456789abc", text(100, 'x');
  std::string batch;
  for (std::int64_t left = load.messages; left > 0; left -= load.batch) {
    batch.clear();
    for (std::int64_t i = 0; i < load.batch && i < left; ++i) {
      const std::string parts[] = {ids.next(), user, text};
      for (const std::string& part : parts) batch.append(1, static_cast<char>(part.size())).append(part);
    }
    if (load.rate > 0) std::this_thread::sleep_until(due += std::chrono::nanoseconds(1'000'000'000 / load.rate));
    const std::int64_t began = bench::now_ns();
    if (write(file, batch.data(), batch.size()) != static_cast<ssize_t>(batch.size())) fail("write");
    if (load.durability == "full" && fdatasync(file) != 0) fail("fdatasync");
    durations.record(bench::now_ns() - began);
  }
  return durations;
}

Load read_options(int argc, char** argv) {
  Load load;
  CLI::App app("A plain append and fdatasync log; the file is made where TMPDIR says");
  app.add_option("--messages", load.messages, "How many")->check(CLI::PositiveNumber);
  app.add_option("--batch", load.batch, "Messages of a write")->check(CLI::PositiveNumber);
  app.add_option("--rate", load.rate, "Batches a second; 0: as many as it can")->check(CLI::NonNegativeNumber);
  app.add_option("--durability", load.durability, "full or off")->check(CLI::IsMember({"full", "off"}));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  return load;
}

}  // namespace

int main(int argc, char** argv) {
  const Load load = read_options(argc, argv);
  const workchat::testing::TemporaryFolder folder;
  const int file = open((folder.path() + "/log").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) fail("open");
  reserve(file, load);
  const std::int64_t began = bench::now_ns(), cpu = bench::own_cpu_ns();
  const bench::Histogram durations = write_all(file, load);
  const auto cpu_us = static_cast<double>(bench::own_cpu_ns() - cpu) / 1e3;
  const auto seconds = static_cast<double>(bench::now_ns() - began) / 1e9;
  const auto messages = static_cast<double>(load.messages);
  bench::Report report("floor_log");
  report.set("messages", load.messages);
  report.set("batch", load.batch);
  report.set("durability", load.durability);
  report.set("cpu_us_per_message", cpu_us / messages);
  report.set("messages_per_s", messages / seconds);
  report.set("batch_us", durations);
  std::fputs(report.json().c_str(), stdout);
}
