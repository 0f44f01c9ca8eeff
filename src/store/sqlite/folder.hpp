#pragma once

#include <sys/types.h>

#include <string>

#include <workchat/result.hpp>

namespace workchat::store {

constexpr mode_t file_mode = 0600;  ///< of what lies in a store's folder

/// "cannot <what> <path>", and the system's reason.
Error cannot(const std::string& what, const std::string& path);
/// So that a name made in it is still there after a power cut.
Status sync_folder(const std::string& path);

/// The folder a store lives in, held for this process until it goes (flock of FOLDER/workchat.lock). The end
/// of the process, however it comes, lets go of it.
class Folder {
 public:
  /// Makes the folder (0700) and the database file (0600, empty) where they are missing.
  /// Errors: conflict (somebody holds it), unavailable.
  static Result<Folder> hold(const std::string& path);
  ~Folder();
  Folder(Folder&& other) noexcept;
  Folder& operator=(Folder&&) = delete;

  /// It is where it was, and nobody has put another in its place.
  /// Errors: unavailable.
  Status still_held() const;

  const std::string& path() const { return path_; }
  std::string database() const { return path_ + "/workchat.db"; }

 private:
  Folder(std::string path, int lock);

  std::string path_;
  int lock_;
};

}  // namespace workchat::store
