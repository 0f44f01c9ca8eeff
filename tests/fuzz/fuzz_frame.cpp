#include <string>

#include "base/text.hpp"
#include "fuzz/ask_shown.hpp"
#include "fuzz/fuzz.hpp"
#include "fuzz/json_shown.hpp"
#include "protocol/json.hpp"
#include "protocol/read.hpp"
#include "protocol/write.hpp"

// A frame is an ask or an error, whatever it holds; its id comes back as it was; and it means the same when
// it is written in another way.
namespace workchat::fuzz {
namespace {

using protocol::json::Document;

std::string shown(const protocol::Frame& frame) {
  return frame.id + "\n" + ask_shown(frame.ask);
}

void check_error(const protocol::Frame& frame) {
  const std::string answer = protocol::write_error(frame.id, frame.ask.error());
  const auto read = Document::parse(answer, 16);
  expect(read.ok(), "an error is JSON");
  bool carried = frame.id.empty();
  for (const auto& [name, value] : read->root().members()) carried = carried || name == "id";
  expect(carried, "an error carries the id");
}

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat;
using namespace workchat::fuzz;

FUZZ_TARGET(frame) {
  static const Limits limits;
  const protocol::Frame frame = protocol::read_frame(input, limits, commands::Language::es);
  if (!frame.ask) check_error(frame);
  expect(frame.id.empty() || Document::parse(frame.id, 1).ok(), "an id is JSON");
  const auto document = Document::parse(input, limits.depth);
  if (!document) return;
  const protocol::Frame again =
      protocol::read_frame(json_shown(document->root()), limits, commands::Language::es);
  expect_same(shown(frame), shown(again), "a frame means the same however it is written");
}
