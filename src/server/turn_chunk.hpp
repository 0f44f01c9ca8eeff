#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <workchat/event.hpp>

#include "server/write_queue.hpp"

namespace workchat::server {

/// How a listener of a room takes what it hears.
enum class Form { frame, deflated, stream };
constexpr std::size_t forms = 3;

/// One event, as bytes of this form. `json` is the event's object.
void append_told(std::string& out, Form form, const Entry* entry, std::string_view type,
                 std::string_view json);
/// What is told instead to those who may not see an entry: it keeps the numbers dense.
void append_hidden(std::string& out, Form form, const Entry& entry);
/// Either of the two.
void append_entry(std::string& out, Form form, const Entry& entry, const UserId& reader);

/// Some events of one room, encoded once for each form that somebody needs, and shared by all who do.
class TurnChunk {
 public:
  void add(EventPtr event, std::string json);
  bool empty() const { return events_.empty(); }
  std::size_t size() const { return size_; }
  bool ephemeral() const { return events_.front()->ephemeral(); }
  /// An entry for one reader only, which is alone in its chunk.
  const UserId* audience() const;
  const std::vector<EventPtr>& events() const { return events_; }
  /// Entries without a gap between them.
  bool is_run() const { return !ephemeral() && last() - first() + 1 == static_cast<Seq>(events_.size()); }
  Seq first() const { return events_.front()->entry->seq; }
  Seq last() const { return events_.back()->entry->seq; }

  const Chunk& bytes(Form form);
  /// Some of the events, in a row.
  Chunk part(Form form, std::size_t from, std::size_t count);
  Chunk hidden(Form form) const;
  void clear();

 private:
  struct Encoded {
    Chunk bytes;
    std::vector<std::size_t> ends;
  };
  const Encoded& encoded(Form form);

  std::vector<EventPtr> events_;
  std::vector<std::string> jsons_;
  std::size_t size_ = 0;
  std::array<Encoded, forms> encoded_;
};

}  // namespace workchat::server
