#include "support/faulty_store.hpp"

#include <utility>

namespace workchat::testing {
namespace {

Error failed(Errc code) {
  Error error;
  error.code = code;
  error.message = "as the test planned";
  return error;
}

}  // namespace

FaultyStore::FaultyStore(Make make) : make_(std::move(make)), inner_(make_()) {}

void FaultyStore::plan(Fault fault, std::size_t commits) {
  plan_.insert(plan_.end(), commits, fault);
}

void FaultyStore::cut_power(std::size_t commits) {
  if (commits < stored_.size()) stored_.resize(commits);
  inner_ = make_();
  for (const Batch& batch : stored_) (void)inner_->commit(batch);
  broken_ = true;
}

Result<Snapshot> FaultyStore::load() {
  if (broken_) return failed(Errc::unavailable);
  return inner_->load();
}

Result<Committed> FaultyStore::store(const Batch& batch) {
  auto committed = inner_->commit(batch);
  if (committed) stored_.push_back(batch);
  return committed;
}

Result<Committed> FaultyStore::commit(const Batch& batch) {
  if (broken_) return failed(Errc::unavailable);
  Fault fault = Fault::none;
  if (!plan_.empty()) {
    fault = plan_.front();
    plan_.pop_front();
  }
  switch (fault) {
    case Fault::none: return store(batch);
    case Fault::refuse: return failed(Errc::invalid);
    case Fault::full: return failed(Errc::overloaded);
    case Fault::lost: break;
    case Fault::kept: (void)store(batch); break;
  }
  broken_ = true;
  return failed(Errc::unavailable);
}

Status FaultyStore::reopen() {
  if (reopen_failures_ > 0) {
    --reopen_failures_;
    return failed(Errc::unavailable);
  }
  broken_ = false;
  return inner_->reopen();
}

Result<Page> FaultyStore::entries(const RoomId& log, Seq after, std::int64_t limit,
                                  std::int64_t max_bytes) const {
  if (reads_fail_) return failed(Errc::unavailable);
  return inner_->entries(log, after, limit, max_bytes);
}

Result<Feed> FaultyStore::feed(const std::vector<RoomId>& logs, Pos after, std::int64_t limit,
                               std::int64_t max_bytes) const {
  if (reads_fail_) return failed(Errc::unavailable);
  return inner_->feed(logs, after, limit, max_bytes);
}

Result<Page> FaultyStore::messages(const PageQuery& query) const {
  if (reads_fail_) return failed(Errc::unavailable);
  return inner_->messages(query);
}

Result<Entry> FaultyStore::entry(const RoomId& log, Seq seq) const {
  if (reads_fail_) return failed(Errc::unavailable);
  return inner_->entry(log, seq);
}

Result<std::vector<UnreadCount>> FaultyStore::unread(const UserId& user,
                                                     const std::vector<UnreadQuery>& rooms) const {
  if (reads_fail_) return failed(Errc::unavailable);
  return inner_->unread(user, rooms);
}

}  // namespace workchat::testing
