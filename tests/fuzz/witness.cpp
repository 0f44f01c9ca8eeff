#include "fuzz/witness.hpp"

#include "fuzz/fuzz.hpp"

namespace workchat::fuzz {

std::string Witness::log_of(const RoomId& room) const {
  const auto epoch = epochs_.find(room);
  return epoch == epochs_.end() ? room : epoch->second;
}

void Witness::stored(const Batch& batch, const MessageStore& store) {
  for (const RoomId& room : batch.rooms_removed) epochs_.erase(room);
  for (const RoomRecord& room : batch.rooms) {
    epochs_[room.id] = room.epoch;
    if (room.kind == RoomKind::direct) direct_.insert(room.epoch);
  }
  for (const MemberRecord& member : batch.members)
    if (direct_.count(log_of(member.room)) != 0) talkers_.emplace(log_of(member.room), member.user);
  std::set<RoomId> touched;
  for (const NewEntry& each : batch.entries) touched.insert(each.entry.room);
  for (const RoomId& room : touched) {
    const std::string name = log_of(room);
    std::vector<Entry>& log = logs_[name];
    const Page page = store.entries(room, static_cast<Seq>(log.size()), 1'000'000, 1 << 30).value();
    for (const Entry& entry : page.entries) {
      expect(entry.seq == static_cast<Seq>(log.size()) + 1, "the numbers of a log are dense");
      expect(log.empty() || entry.ts >= log.back().ts, "the stamps of a log never decrease");
      places_[entry.pos] = {name, entry.seq};
      log.push_back(entry);
    }
  }
}

const Witness::Place* Witness::place(Pos pos) const {
  const auto found = places_.find(pos);
  return found == places_.end() ? nullptr : &found->second;
}

Seq Witness::head(const std::string& log) const {
  const auto found = logs_.find(log);
  return found == logs_.end() ? 0 : static_cast<Seq>(found->second.size());
}

const Entry* Witness::entry(const std::string& log, Seq seq) const {
  if (seq < 1 || seq > head(log)) return nullptr;
  return &logs_.at(log)[static_cast<std::size_t>(seq) - 1];
}

bool Witness::member(const std::string& log, const UserId& user, Seq head) const {
  if (log == "@server" || log == "@" + user) return true;
  if (direct_.count(log) != 0) return talkers_.count({log, user}) != 0;
  for (Seq seq = head; seq >= 1; --seq) {
    const Entry& entry = *this->entry(log, seq);
    if (entry.type != EntryType::member || entry.subject.id != user) continue;
    if (entry.word == "joined") return true;
    if (entry.word == "left" || entry.word == "kicked" || entry.word == "banned") return false;
  }
  return false;
}

WitnessedStore::WitnessedStore(Witness& witness)
    : witness_(witness), inner_([] { return open_store("memory:").value(); }) {}

Result<Committed> WitnessedStore::commit(const Batch& batch) {
  const std::size_t before = inner_.commits();
  auto committed = inner_.commit(batch);
  if (committed)
    witness_.stored(batch, inner_);
  else if (inner_.commits() != before)
    in_doubt_ = batch;
  return committed;
}

Result<Snapshot> WitnessedStore::load() {
  auto snapshot = inner_.load();
  if (!snapshot || !in_doubt_) return snapshot;
  witness_.stored(*in_doubt_, inner_);
  in_doubt_.reset();
  return snapshot;
}

}  // namespace workchat::fuzz
