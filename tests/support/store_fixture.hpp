#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <workchat/message_store.hpp>

/// What tests of stores are written with.
namespace workchat::testing {

constexpr std::int64_t roomy = 1 << 20;  ///< a bound that is not met

RoomRecord room(const RoomId& id, const std::string& epoch = "epoch");
UserRecord user(const UserId& id);
NewEntry message(const RoomId& log, const UserId& author, const std::string& text,
                 const std::string& client_id = {});
/// An edit, deletion, reaction or pin.
NewEntry change(EntryType type, const RoomId& log, const UserId& author, Seq target,
                const std::string& text_or_emoji = {}, bool on = true);
/// In the log of `whom`: `author` has named them in `source`.
NewEntry mention(const UserId& whom, const UserId& author, const RoomId& source, Seq target);

Batch batch_of(std::vector<NewEntry> entries);
/// The rooms "general" and "other" and the users u_ana, u_beto and u_caro, and nothing else.
Batch first_batch();

/// Commits what must be taken.
std::vector<Stored> keep(MessageStore& store, const Batch& batch);
std::vector<Stored> keep(MessageStore& store, std::vector<NewEntry> entries);
Page page_of(const MessageStore& store, const PageQuery& query);
Page newest_of(const MessageStore& store, const RoomId& log);
Page entries_of(const MessageStore& store, const RoomId& log, Seq after = 0);
std::vector<Seq> seqs(const std::vector<Entry>& entries);
std::vector<std::string> texts(const std::vector<Entry>& entries);

// Everything that can be seen of it, as text, so that two can be compared and a difference read.
std::string shown(const Entry& entry);
std::string shown(const Page& page);
std::string shown(const Feed& feed);
std::string shown(const Snapshot& snapshot);
std::string shown(const std::vector<UnreadCount>& counts);

}  // namespace workchat::testing
