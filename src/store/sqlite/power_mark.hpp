#pragma once

#include <string>

#include <workchat/result.hpp>

namespace workchat::store {

/// A file that is there while a store is open that does not sync each commit. It names the boot of the
/// machine: where it is found and the machine has started since, a power cut may have taken commits that were
/// acknowledged.
class PowerMark {
 public:
  /// `folder`: the store's.
  explicit PowerMark(const std::string& folder);

  /// Such a store was left open, and the machine has started since; or nobody can tell.
  bool commits_may_be_gone() const;
  /// Before the first commit that is not synced. It survives a power cut when this returns.
  /// Errors: unavailable.
  Status put() const;
  /// What was written to the database is synced, and the mark is gone. Where that fails, it stays.
  void take_away() const;

 private:
  const std::string folder_;
  const std::string file_;
  const std::string boot_;  ///< empty: this system does not say
};

}  // namespace workchat::store
