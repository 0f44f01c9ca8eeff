#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/state.hpp"

namespace workchat::core {

/// A turn's changes to what is kept. Each is made in the state at once, so that the requests after it see it,
/// and is remembered twice: as what the store must be told, and as how to undo it if the store says no.
class Overlay {
 public:
  explicit Overlay(State& state) : state_(state) {}
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;

  UserState& put_user(UserRecord record);
  LoginState& put_login(LoginRecord record, UserState& user);
  void remove_login(const LoginId& id);
  RoomState& put_room(const RoomRecord& record);
  /// The room stays alive for whoever holds it.
  std::shared_ptr<RoomState> remove_room(const RoomId& id);
  void put_member(RoomState& room, UserState& user, const Member& member);
  /// A new store's own epoch.
  void put_epoch(std::string epoch) { epoch_ = std::move(epoch); }

  /// The index the entry has in the batch.
  std::size_t append(NewEntry entry);
  const NewEntry& entry(std::size_t index) const { return entries_[index]; }

  bool empty() const;
  /// Grows with every change.
  std::size_t size() const { return undo_.size() + entries_.size(); }
  /// What the store is asked to do; the entries move there.
  Batch batch(TimeMs forget_before);
  /// The store took it: what undoing would need is forgotten.
  void accept();
  /// The store did not: the state is as it was when the turn began.
  void undo();

 private:
  void on_undo(std::function<void()> step) { undo_.push_back(std::move(step)); }

  State& state_;
  std::string epoch_;
  std::unordered_set<UserId> users_;
  std::unordered_set<LoginId> logins_;
  std::unordered_set<RoomId> rooms_;
  std::vector<RoomId> rooms_removed_;
  // Ids, not pointers: a room made in this turn may be gone at its end.
  std::unordered_map<RoomId, std::unordered_set<UserId>> members_;
  std::vector<NewEntry> entries_;
  std::vector<std::function<void()>> undo_;
};

}  // namespace workchat::core
