#pragma once

#include <cstdint>
#include <string>

#include <workchat/limits.hpp>
#include <workchat/server.hpp>

#include "log.hpp"

namespace server {

/// What the command line, the environment and the configuration file say.
struct Settings {
  std::string address;  ///< a host; empty: every address of both families
  std::uint16_t port = 8000;
  std::string folder = "./data";
  std::string store;       ///< empty: SQLite in `folder`
  std::string durability;  ///< empty: as the store's URL says
  std::string motd;
  bool no_guests = false;
  bool no_registration = false;
  workchat::Limits limits;
  workchat::ServerOptions serving;
  LogFormat log_format = LogFormat::text;
  workchat::LogLevel log_level = workchat::LogLevel::info;

  std::string store_url() const;
  /// For workchat::serve.
  std::string listen_address() const;
  /// For people, once the port is known.
  std::string url(std::uint16_t listening_port) const;
};

/// What is left to do after the command line was read: run, or end with this exit code.
struct Parsed {
  Settings settings;
  bool run = false;
  int exit_code = 0;
};
Parsed read_options(int argc, char** argv);

}  // namespace server
