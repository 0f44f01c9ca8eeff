#include "store/sqlite/reader_pool.hpp"

#include <utility>

namespace workchat::store {
namespace {

constexpr std::size_t waiting_most = 8;
constexpr std::size_t ready_least = 2;  // as many as the engine's own executor has threads

}  // namespace

ReaderPool::Loan ReaderPool::take() {
  std::uint64_t generation = 0;
  {
    const std::lock_guard<std::mutex> hold(lock_);
    generation = generation_;
    if (!waiting_.empty()) {
      Loan loan{std::move(waiting_.back()), generation};
      waiting_.pop_back();
      return loan;
    }
  }
  return {std::make_unique<Reader>(file_), generation};
}

void ReaderPool::give_back(Loan loan) {
  const std::lock_guard<std::mutex> hold(lock_);
  if (loan.generation == generation_ && waiting_.size() < waiting_most)
    waiting_.push_back(std::move(loan.reader));
}

void ReaderPool::get_ready() {
  for (std::size_t i = 0; i < ready_least; ++i) {
    Loan loan{std::make_unique<Reader>(file_), generation_};
    if (loan.reader->connection().ok()) give_back(std::move(loan));
  }
}

void ReaderPool::close_all() {
  std::vector<std::unique_ptr<Reader>> closed;
  const std::lock_guard<std::mutex> hold(lock_);
  ++generation_;
  closed.swap(waiting_);
}

}  // namespace workchat::store
