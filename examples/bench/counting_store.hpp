#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <workchat/message_store.hpp>

namespace bench {

/// How many entries a store was given, and in how many commits.
struct Commits {
  std::int64_t commits = 0;
  std::int64_t entries = 0;
};

/// Passes everything on to another store.
class CountingStore final : public workchat::MessageStore {
 public:
  CountingStore(std::unique_ptr<workchat::MessageStore> store, Commits& counts)
      : store_(std::move(store)), counts_(counts) {}

  workchat::Result<workchat::Committed> commit(const workchat::Batch& batch) override {
    counts_.commits += batch.entries.empty() ? 0 : 1;
    counts_.entries += static_cast<std::int64_t>(batch.entries.size());
    return store_->commit(batch);
  }
  workchat::Result<workchat::Snapshot> load() override { return store_->load(); }
  workchat::Status reopen() override { return store_->reopen(); }
  workchat::Result<workchat::Page> entries(const workchat::RoomId& log, workchat::Seq after,
                                           std::int64_t limit, std::int64_t max_bytes) const override {
    return store_->entries(log, after, limit, max_bytes);
  }
  workchat::Result<workchat::Feed> feed(const std::vector<workchat::RoomId>& logs, workchat::Pos after,
                                        std::int64_t limit, std::int64_t max_bytes) const override {
    return store_->feed(logs, after, limit, max_bytes);
  }
  workchat::Result<workchat::Page> messages(const workchat::PageQuery& query) const override {
    return store_->messages(query);
  }
  workchat::Result<workchat::Entry> entry(const workchat::RoomId& log, workchat::Seq seq) const override {
    return store_->entry(log, seq);
  }
  workchat::Result<std::vector<workchat::UnreadCount>> unread(
      const workchat::UserId& user, const std::vector<workchat::UnreadQuery>& rooms) const override {
    return store_->unread(user, rooms);
  }
  bool durable() const override { return store_->durable(); }
  bool commit_waits() const override { return store_->commit_waits(); }
  std::string folder() const override { return store_->folder(); }

 private:
  std::unique_ptr<workchat::MessageStore> store_;
  Commits& counts_;
};

}  // namespace bench
