#include "store/sqlite/power_mark.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <optional>

#include "store/sqlite/folder.hpp"

namespace workchat::store {
namespace {

/// The first line of a file.
std::optional<std::string> read_line(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::string line;
  std::getline(file, line);
  return line;
}

bool sync_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno == ENOENT;
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  return synced;
}

bool write_and_sync(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, file_mode);
  if (file < 0) return false;
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool synced = written && ::fsync(file) == 0;
  ::close(file);
  return synced;
}

}  // namespace

PowerMark::PowerMark(const std::string& folder)
    : folder_(folder),
      file_(folder + "/workchat.open"),
      boot_(read_line("/proc/sys/kernel/random/boot_id").value_or("")) {}

bool PowerMark::commits_may_be_gone() const {
  const auto marked = read_line(file_);
  // A mark that was cut off in the middle of being written names no boot.
  return marked && (*marked != boot_ || boot_.empty());
}

Status PowerMark::put() const {
  if (read_line(file_) == boot_) return Done{};  // it was synced when it was put there
  if (!write_and_sync(file_, boot_ + '\n')) return cannot("write", file_);
  return sync_folder(folder_);
}

void PowerMark::take_away() const {
  if (::access(file_.c_str(), F_OK) != 0) return;
  const std::string database = folder_ + "/workchat.db";
  const bool synced = sync_file(database + "-wal") && sync_file(database) && sync_folder(folder_).ok();
  if (synced) ::unlink(file_.c_str());
}

}  // namespace workchat::store
