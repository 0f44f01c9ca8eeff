#include <utility>

#include "failure.hpp"
#include "handles.hpp"
#include "options.hpp"

namespace {

using workchat::capi::contained;
using workchat::capi::EngineOptions;
using workchat::capi::fail;
using workchat::capi::guarded;
using workchat::capi::missing;

workchat::Result<workchat::Engine> open_engine(EngineOptions& asked) {
  auto store = workchat::open_store(asked.store);
  if (!store) return std::move(store).error();
  auto authentication = workchat::standard_authentication((*store)->folder(), asked.limits);
  if (!authentication) return std::move(authentication).error();
  authentication->guests = asked.guests;
  authentication->registration = asked.registration;
  workchat::Options options;
  options.store = *std::move(store);
  options.authentication = *std::move(authentication);
  options.limits = asked.limits;
  options.motd = std::move(asked.motd);
  return workchat::Engine::open(std::move(options));
}

}  // namespace

int workchat_engine_open(workchat_engine** out_engine, const char* options_json) {
  if (!out_engine) return missing("out_engine");
  *out_engine = nullptr;
  return guarded([&]() -> int {
    auto asked = workchat::capi::read_options(options_json ? options_json : "{}");
    if (!asked) return fail(std::move(asked).error());
    auto engine = open_engine(*asked);
    if (!engine) return fail(std::move(engine).error());
    *out_engine = new workchat_engine{*std::move(engine), workchat::capi::Ports(std::move(asked->listening))};
    return WORKCHAT_OK;
  });
}

int workchat_engine_listen(workchat_engine* engine, const char* address) {
  if (!engine) return missing("engine");
  if (!address) return missing("address");
  return guarded([&]() -> int {
    const auto opened = engine->ports.open(engine->engine, address);
    return opened ? WORKCHAT_OK : fail(opened.error());
  });
}

uint16_t workchat_engine_port(const workchat_engine* engine) {
  return engine ? engine->ports.latest() : uint16_t{0};
}

void workchat_engine_close(workchat_engine* engine) {
  if (!engine) return;
  contained([&] {
    engine->ports.close();
    engine->engine.close();
  });
  delete engine;
}
