#pragma once

#include <vector>

#include "commands/command.hpp"

/// The table, by topic.
namespace workchat::commands {

std::vector<Command> connection_rows();
std::vector<Command> account_rows();
std::vector<Command> room_rows();
std::vector<Command> people_rows();
std::vector<Command> message_rows();

}  // namespace workchat::commands
