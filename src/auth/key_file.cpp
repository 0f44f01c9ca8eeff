#include "auth/key_file.hpp"

#include <cerrno>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/encoding.hpp"

namespace workchat::auth {
namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t most_file = 256;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

Error failure(const std::string& path, const std::string& what) {
  Error error;
  error.code = Errc::unavailable;
  error.message = path + ": " + what;
  return error;
}

Error system_failure(const std::string& path) {
  return failure(path, std::system_category().message(errno));
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::optional<std::string> read_all(int file) {
  std::string text(most_file, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

/// Others can read it, or have put it there.
bool exposed(const struct stat& status) {
  return (status.st_mode & (S_IRWXG | S_IRWXO)) != 0 || (status.st_uid != ::geteuid() && status.st_uid != 0);
}

/// Empty optional: there is no such file.
std::optional<Result<std::string>> read_key(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file && errno == ENOENT) return std::nullopt;
  struct stat status {};
  if (!file || ::fstat(file.number(), &status) != 0) return system_failure(path);
  if (!S_ISREG(status.st_mode)) return failure(path, "is not a file");
  if (exposed(status)) return failure(path, "can be read by others; it takes mode 0600");
  auto text = read_all(file.number());
  if (!text) return system_failure(path);
  if (!text->empty() && text->back() == '\n') text->pop_back();
  auto key = base::from_base64url(*text);
  if (!key || key->size() != key_size) return failure(path, "does not hold a key");
  return std::move(*key);
}

Status sync_folder_of(const std::string& path) {
  const std::string folder = path.substr(0, path.find_last_of('/') + 1);
  const Descriptor directory(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory || ::fsync(directory.number()) != 0) return system_failure(path);
  return Done{};
}

/// Writes a new key beside `path` and links it there, where no other was faster.
Status make_file(const std::string& path) {
  const std::string draft = path + "." + base::hex(make_key().substr(0, 8));
  {
    const Descriptor file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!file) return system_failure(path);
    if (!write_all(file.number(), base::base64url(make_key()) + "\n") || ::fsync(file.number()) != 0) {
      const Error error = system_failure(path);
      ::unlink(draft.c_str());
      return error;
    }
  }
  const bool linked = ::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST;
  const Error error = system_failure(path);
  ::unlink(draft.c_str());
  if (!linked) return error;
  return sync_folder_of(path);
}

}  // namespace

std::string make_key() {
  std::string key(key_size, '\0');
  randombytes_buf(key.data(), key.size());
  return key;
}

Result<std::string> key_from_file(const std::string& path) {
  if (auto key = read_key(path)) return std::move(*key);
  if (Status made = make_file(path); !made) return made.error();
  if (auto key = read_key(path)) return std::move(*key);
  return failure(path, "was removed while it was made");
}

}  // namespace workchat::auth
