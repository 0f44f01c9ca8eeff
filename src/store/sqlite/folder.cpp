#include "store/sqlite/folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "store/errors.hpp"

namespace workchat::store {
namespace {

constexpr mode_t folder_mode = 0700;
constexpr const char* lock_name = "/workchat.lock";

std::string parent_of(const std::string& path) {
  const auto end = path.find_last_not_of('/');
  const auto slash = path.rfind('/', end);
  if (end == std::string::npos || slash == 0) return "/";
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

Status make_folder(const std::string& path) {
  struct stat there = {};
  if (::stat(path.c_str(), &there) == 0) {
    if (S_ISDIR(there.st_mode)) return Done{};
    errno = ENOTDIR;
    return cannot("use", path);
  }
  const std::string parent = parent_of(path);
  if (Status made = make_folder(parent); !made) return made;
  if (::mkdir(path.c_str(), folder_mode) != 0 && errno != EEXIST) return cannot("make", path);
  return sync_folder(parent);
}

/// SQLite gives the files it makes beside the database the same mode.
Status make_database(const std::string& folder, const std::string& file) {
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, file_mode);
  if (made < 0) return cannot("write", file);
  ::close(made);
  return sync_folder(folder);
}

}  // namespace

Error cannot(const std::string& what, const std::string& path) {
  const std::string why = std::generic_category().message(errno);
  return failure(Errc::unavailable, "cannot " + what + " " + path + ": " + why);
}

Status sync_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return cannot("open", path);
  // Some file systems cannot sync a folder, and say EINVAL: there is nothing more to be done there.
  const bool synced = ::fsync(folder) == 0 || errno == EINVAL;
  const Status status = synced ? Status(Done{}) : cannot("sync", path);
  ::close(folder);
  return status;
}

Folder::Folder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

Folder::Folder(Folder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

Folder::~Folder() {
  if (lock_ >= 0) ::close(lock_);
}

Result<Folder> Folder::hold(const std::string& path) {
  if (Status made = make_folder(path); !made) return made.error();
  if (::faccessat(AT_FDCWD, path.c_str(), W_OK | X_OK, AT_EACCESS) != 0) return cannot("write", path);
  const std::string name = path + lock_name;
  const int lock = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, file_mode);
  if (lock < 0) return cannot("write", name);
  Folder folder(path, lock);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return cannot("lock", name);
    return failure(Errc::conflict, path + " is in use by another server");
  }
  if (Status made = make_database(path, folder.database()); !made) return made.error();
  return folder;
}

Status Folder::still_held() const {
  struct stat held = {};
  struct stat there = {};
  const std::string name = path_ + lock_name;
  if (::fstat(lock_, &held) != 0 || ::stat(name.c_str(), &there) != 0) return cannot("find", name);
  if (held.st_dev == there.st_dev && held.st_ino == there.st_ino) return Done{};
  return failure(Errc::unavailable, path_ + " is not the folder that was opened");
}

}  // namespace workchat::store
