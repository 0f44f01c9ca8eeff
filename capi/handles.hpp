#pragma once

#include <memory>
#include <mutex>
#include <string>

#include <workchat/engine.hpp>
#include <workchat/session.hpp>

#include "ports.hpp"
#include "wake_descriptor.hpp"
#include "workchat.h"

/// What the opaque handles of workchat.h are. Handles in C are given back by hand, so each is one plain
/// object.

struct workchat_engine {
  workchat::Engine engine;
  workchat::capi::Ports ports;
};

struct workchat_session {
  workchat::Session session;
  std::string user_id, user_name;
  std::mutex lock = {};  ///< of `descriptor`
  std::shared_ptr<workchat::capi::WakeDescriptor> descriptor = {};
};

struct workchat_event {
  workchat::EventPtr event;
  std::string type = {};
  std::string json = {};  ///< made when asked for
};
