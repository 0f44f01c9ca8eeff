#pragma once

#include <string>

#include <workchat/message.hpp>

namespace workchat::store {

/// What says something of an earlier message of the same log, named by `target`.
constexpr bool is_change(EntryType type) {
  return type == EntryType::edit || type == EntryType::deletion || type == EntryType::reaction ||
         type == EntryType::pin;
}

/// The name an entry keeps. People's names are found anew for each reader; a room's name is the entry's own.
inline const std::string& kept_name(const Entry& entry) {
  static const std::string none;
  return entry.subject.id.empty() ? entry.subject.name : none;
}

}  // namespace workchat::store
