#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <workchat/message_store.hpp>

namespace workchat::store {

/// How much of a commit has reached the disk when it returns.
enum class Durability {
  full,    ///< all of it: it survives a power cut
  normal,  ///< it survives the end of the process; a power cut may take the last commits, whole ones only
  off,     ///< as normal, and a power cut may damage the file
};

struct SqliteOptions {
  std::string folder;
  Durability durability = Durability::full;
};

std::unique_ptr<MessageStore> make_memory_store();
Result<std::unique_ptr<MessageStore>> open_sqlite_store(SqliteOptions options);

}  // namespace workchat::store
