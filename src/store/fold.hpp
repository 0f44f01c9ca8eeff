#pragma once

#include <unordered_map>
#include <vector>

#include <workchat/message.hpp>

namespace workchat::store {

/// Applies to messages what came after them: edits, reactions and pins, those of one message in the order of
/// the log. Those of messages that are not here are passed over. A message that is deleted already stays as
/// it is: it has nothing left to change.
class Fold {
 public:
  /// The messages stay in their places while this lives.
  explicit Fold(std::vector<Entry>& messages);
  void apply(const Entry& change);

 private:
  std::unordered_map<Seq, Entry*> by_seq_;
};

}  // namespace workchat::store
