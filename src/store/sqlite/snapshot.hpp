#pragma once

#include <workchat/message_store.hpp>

#include "store/sqlite/connection.hpp"

namespace workchat::store {

/// Everything but the entries. Whether it could be read is in the connection.
Snapshot read_snapshot(Connection& connection);

}  // namespace workchat::store
