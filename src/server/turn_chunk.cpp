#include "server/turn_chunk.hpp"

#include <algorithm>

#include "protocol/write.hpp"
#include "server/frames.hpp"
#include "server/sse.hpp"

namespace workchat::server {

void append_told(std::string& out, Form form, const Entry* entry, std::string_view type,
                 std::string_view json) {
  switch (form) {
    case Form::frame: return append_frame(out, Opcode::text, json);
    case Form::deflated: return append_deflated(out, json);
    case Form::stream: return append_sse(out, type, entry ? std::to_string(entry->seq) : std::string(), json);
  }
}

void append_hidden(std::string& out, Form form, const Entry& entry) {
  if (form != Form::stream) append_frame(out, Opcode::text, protocol::write_nop(entry.room, entry.seq));
}

void append_entry(std::string& out, Form form, const Entry& entry, const UserId& reader) {
  if (!entry.audience.empty() && entry.audience != reader) return append_hidden(out, form, entry);
  append_told(out, form, &entry, name_of(entry.type), protocol::write_entry(entry));
}

void TurnChunk::add(EventPtr event, std::string json) {
  size_ += json.size();
  events_.push_back(std::move(event));
  jsons_.push_back(std::move(json));
  encoded_ = {};
}

const UserId* TurnChunk::audience() const {
  const EntryPtr& entry = events_.front()->entry;
  return entry && !entry->audience.empty() ? &entry->audience : nullptr;
}

const TurnChunk::Encoded& TurnChunk::encoded(Form form) {
  Encoded& made = encoded_[static_cast<std::size_t>(form)];
  if (made.bytes) return made;
  // Most chunks have nothing worth compressing: then both kinds of socket share one.
  if (form == Form::deflated && std::none_of(jsons_.begin(), jsons_.end(), worth_deflating))
    return made = encoded(Form::frame);
  std::string bytes;
  bytes.reserve(size_ + 64 * events_.size());
  for (std::size_t i = 0; i < events_.size(); ++i) {
    append_told(bytes, form, events_[i]->entry.get(), name_of(*events_[i]), jsons_[i]);
    made.ends.push_back(bytes.size());
  }
  made.bytes = std::make_shared<const std::string>(std::move(bytes));
  return made;
}

const Chunk& TurnChunk::bytes(Form form) {
  return encoded(form).bytes;
}

Chunk TurnChunk::part(Form form, std::size_t from, std::size_t count) {
  const Encoded& made = encoded(form);
  const std::size_t begin = from == 0 ? 0 : made.ends[from - 1];
  return std::make_shared<const std::string>(*made.bytes, begin, made.ends[from + count - 1] - begin);
}

Chunk TurnChunk::hidden(Form form) const {
  std::string bytes;
  append_hidden(bytes, form, *events_.front()->entry);
  return std::make_shared<const std::string>(std::move(bytes));
}

void TurnChunk::clear() {
  events_.clear();
  jsons_.clear();
  size_ = 0;
  encoded_ = {};
}

}  // namespace workchat::server
