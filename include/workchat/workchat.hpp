#pragma once

/// All of libworkchat, in reading order.
#include <workchat/engine.hpp>
#include <workchat/session.hpp>
#include <workchat/room.hpp>
#include <workchat/message.hpp>
#include <workchat/event.hpp>
#include <workchat/request.hpp>
#include <workchat/message_store.hpp>
#include <workchat/authenticator.hpp>
#include <workchat/policy.hpp>
#include <workchat/executor.hpp>
#include <workchat/clock.hpp>
#include <workchat/limits.hpp>
#include <workchat/outbox.hpp>
#include <workchat/word_lock.hpp>
#include <workchat/result.hpp>
#include <workchat/error.hpp>
#include <workchat/server.hpp>
#include <workchat/version.hpp>
