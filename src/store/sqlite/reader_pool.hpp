#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <workchat/result.hpp>

#include "store/errors.hpp"
#include "store/sqlite/reader.hpp"

namespace workchat::store {

/// Readers that wait for work; another is opened when none does.
/// Threads: any.
class ReaderPool {
 public:
  explicit ReaderPool(std::string file) : file_(std::move(file)) {}

  /// What `work` makes of a reader, unless the reader fails.
  template <typename Work>
  auto read(const Work& work) -> Result<decltype(work(std::declval<Reader&>()))> {
    Loan loan = take();
    auto answer = work(*loan.reader);
    // A reader that has failed is not used again: what it holds may be worn.
    if (!loan.reader->connection().ok()) return as_unavailable(loan.reader->connection().error());
    give_back(std::move(loan));
    return answer;
  }
  /// Opens some ahead of need: there may be no descriptor left when they are wanted.
  void get_ready();
  /// Those in use now are closed when their work is done.
  void close_all();

 private:
  struct Loan {
    std::unique_ptr<Reader> reader;
    std::uint64_t generation;
  };
  Loan take();
  void give_back(Loan loan);
  static Error as_unavailable(Error error) { return failure(Errc::unavailable, std::move(error.message)); }

  const std::string file_;
  std::mutex lock_;
  std::vector<std::unique_ptr<Reader>> waiting_;
  std::uint64_t generation_ = 0;
};

}  // namespace workchat::store
