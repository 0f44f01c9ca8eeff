#pragma once

#include <workchat/message_store.hpp>

#include "store/fold.hpp"
#include "store/taking.hpp"

namespace workchat::store {

/// One log, as a store reads it for a page of messages. All calls of one page see the same commit.
class MessageSource {
 public:
  virtual ~MessageSource() = default;
  /// Raw messages below `before`, newest first, until `taking` is full.
  virtual void older(Seq before, Taking& taking) = 0;
  /// Raw messages above `after`, oldest first.
  virtual void newer(Seq after, Taking& taking) = 0;
  /// What was changed of the messages `first` … `last`, one after the other; of a message's edits the last is
  /// enough.
  virtual void changes(Seq first, Seq last, Fold& fold) = 0;
};

/// Sets `entries` and `more` of a page. Around a message: it and the older ones take half of the page, and
/// `more` speaks of older ones.
void read_messages(const PageQuery& query, MessageSource& source, Page& page);

}  // namespace workchat::store
