#pragma once

#include <string_view>
#include <vector>

#include <workchat/result.hpp>

#include "store/sqlite/connection.hpp"

namespace workchat::store {

/// Steps from version to version: the first makes a new file version 1. What was released is never changed,
/// only followed by another.
using Migrations = std::vector<std::string_view>;

const Migrations& migrations();

/// Brings a file, or a new empty one, to the last version, each step in a transaction.
/// Errors: unavailable (damaged, not a workchat database, or written by a newer version), overloaded.
Status migrate(Connection& connection, const Migrations& steps);

}  // namespace workchat::store
