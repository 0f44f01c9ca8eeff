#include "store/faulty_disk.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string_view>
#include <utility>

namespace workchat::testing {
namespace {

constexpr int block = 4096;

struct OpenFile {
  sqlite3_file base;  // first: this is what SQLite holds
  FaultyDisk* disk;
  const char* path;  // SQLite keeps it; null: a temporary file
  sqlite3_file* below;
};

bool is_log(const std::string& path) {
  return std::filesystem::path(path).extension() == ".db-wal";
}

OpenFile& of(sqlite3_file* file) {
  return *reinterpret_cast<OpenFile*>(file);
}
sqlite3_file* below(sqlite3_file* file) {
  return of(file).below;
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  int taken = size, failed = SQLITE_OK;
  if (of(file).path) failed = of(file).disk->write(of(file).path, bytes, size, offset, taken);
  const int code = taken > 0 ? below(file)->pMethods->xWrite(below(file), bytes, taken, offset) : SQLITE_OK;
  return failed == SQLITE_OK ? code : failed;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (of(file).path) of(file).disk->truncate(of(file).path, size);
  return below(file)->pMethods->xTruncate(below(file), size);
}

int sync_file(sqlite3_file* file, int flags) {
  if (of(file).path) {
    const int code = of(file).disk->sync(of(file).path);
    if (code != SQLITE_OK) return code;
  }
  return below(file)->pMethods->xSync(below(file), flags);
}

/// A method that does what the one below does.
template <auto Method>
struct Pass {
  template <typename... Arguments>
  static int call(sqlite3_file* file, Arguments... arguments) {
    return (below(file)->pMethods->*Method)(below(file), arguments...);
  }
  template <typename... Arguments>
  using Function = int (*)(sqlite3_file*, Arguments...);
  template <typename... Arguments>
  operator Function<Arguments...>() const {
    return &Pass::call<Arguments...>;
  }
};

int characteristics(sqlite3_file* file) {
  const int below_all = below(file)->pMethods->xDeviceCharacteristics(below(file));
  return of(file).disk->harms_neighbours() ? below_all & ~SQLITE_IOCAP_POWERSAFE_OVERWRITE : below_all;
}

void barrier(sqlite3_file* file) {
  below(file)->pMethods->xShmBarrier(below(file));
}

const sqlite3_io_methods methods = [] {
  using M = sqlite3_io_methods;
  M m = {};
  m.iVersion = 2;  // shared memory, but no files mapped into it
  m.xClose = Pass<&M::xClose>();
  m.xRead = Pass<&M::xRead>();
  m.xWrite = write_file;
  m.xTruncate = truncate_file;
  m.xSync = sync_file;
  m.xFileSize = Pass<&M::xFileSize>();
  m.xLock = Pass<&M::xLock>();
  m.xUnlock = Pass<&M::xUnlock>();
  m.xCheckReservedLock = Pass<&M::xCheckReservedLock>();
  m.xFileControl = Pass<&M::xFileControl>();
  m.xSectorSize = Pass<&M::xSectorSize>();
  m.xDeviceCharacteristics = characteristics;
  m.xShmMap = Pass<&M::xShmMap>();
  m.xShmLock = Pass<&M::xShmLock>();
  m.xShmBarrier = barrier;
  m.xShmUnmap = Pass<&M::xShmUnmap>();
  return m;
}();

FaultyDisk& disk_of(sqlite3_vfs* vfs) {
  return *static_cast<FaultyDisk*>(vfs->pAppData);
}

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  sqlite3_vfs* under = disk_of(vfs).below();
  OpenFile& opened = of(file);
  opened.disk = &disk_of(vfs);
  opened.path = path;
  opened.below = reinterpret_cast<sqlite3_file*>(&opened + 1);
  if (path) opened.disk->follow(path);
  const int code = under->xOpen(under, path, opened.below, flags, out_flags);
  opened.base.pMethods = opened.below->pMethods ? &methods : nullptr;
  return code;
}

int delete_file(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  disk_of(vfs).forget(path);
  return disk_of(vfs).below()->xDelete(disk_of(vfs).below(), path, sync_folder);
}

}  // namespace

FaultyDisk::FaultyDisk() : below_(sqlite3_vfs_find(nullptr)), vfs_(*below_) {
  // The other methods of the file system below do not look at which one they are called of.
  vfs_.zName = "faulty";
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(OpenFile)) + below_->szOsFile;
  vfs_.xOpen = open_file;
  vfs_.xDelete = delete_file;
  sqlite3_vfs_register(&vfs_, 1);
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(below_, 1);
}

void FaultyDisk::fail_writes(int after, int code) {
  const std::lock_guard<std::mutex> hold(lock_);
  blocks_left_ = after;
  write_code_ = code;
}

void FaultyDisk::fail_syncs() {
  const std::lock_guard<std::mutex> hold(lock_);
  syncs_fail_ = true;
}

void FaultyDisk::harm_neighbours() {
  harms_neighbours_ = true;
}

void FaultyDisk::heal() {
  const std::lock_guard<std::mutex> hold(lock_);
  writes_ = syncs_ = 0;
  healer_ = std::this_thread::get_id();
  own_ = {};
  blocks_left_ = -1;
  syncs_fail_ = false;
}

int FaultyDisk::writes() {
  const std::lock_guard<std::mutex> hold(lock_);
  return writes_;
}

int FaultyDisk::syncs() {
  const std::lock_guard<std::mutex> hold(lock_);
  return syncs_;
}

FaultyDisk::Own FaultyDisk::own() {
  const std::lock_guard<std::mutex> hold(lock_);
  return own_;
}

int FaultyDisk::write(const std::string& path, const void* bytes, int size, std::int64_t offset, int& taken) {
  if (watch_) watch_(path);
  const std::lock_guard<std::mutex> hold(lock_);
  ++writes_;
  if (std::this_thread::get_id() == healer_ && !is_log(path)) ++own_.database_writes;
  const std::string_view all(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  for (taken = 0; taken < size; taken = std::min(size, taken + block)) {
    if (blocks_left_ == 0) return write_code_;
    if (blocks_left_ > 0) --blocks_left_;
    const auto from = static_cast<std::size_t>(taken);
    files_[path].pending.push_back({offset + taken, std::string(all.substr(from, block)), false});
  }
  return SQLITE_OK;
}

void FaultyDisk::truncate(const std::string& path, std::int64_t size) {
  const std::lock_guard<std::mutex> hold(lock_);
  files_[path].pending.push_back({size, {}, true});
}

int FaultyDisk::sync(const std::string& path) {
  const std::lock_guard<std::mutex> hold(lock_);
  ++syncs_;
  if (std::this_thread::get_id() == healer_) ++own_.syncs;
  if (syncs_fail_) return SQLITE_IOERR_FSYNC;
  File& file = files_[path];
  for (const Write& write : file.pending) apply(write, file.durable);
  file.pending.clear();
  return SQLITE_OK;
}

void FaultyDisk::forget(const std::string& path) {
  const std::lock_guard<std::mutex> hold(lock_);
  files_.erase(path);
}

void FaultyDisk::follow(const std::string& path) {
  const std::lock_guard<std::mutex> hold(lock_);
  if (files_.count(path) > 0) return;
  std::ifstream there(path, std::ios::binary);
  files_[path].durable.assign(std::istreambuf_iterator<char>(there), {});
}

void FaultyDisk::apply(const Write& write, std::string& bytes) {
  const auto offset = static_cast<std::size_t>(write.offset);
  if (write.truncates) return bytes.resize(offset);
  if (bytes.size() < offset + write.bytes.size()) bytes.resize(offset + write.bytes.size());
  bytes.replace(offset, write.bytes.size(), write.bytes);
}

void FaultyDisk::cut_power(const std::string& folder, unsigned seed) {
  std::mt19937 chance(seed);
  const std::lock_guard<std::mutex> hold(lock_);
  for (const auto& [path, file] : files_) {
    std::string bytes = file.durable;
    for (const Write& write : file.pending)
      if (chance() % 2 == 0) apply(write, bytes);
    const auto name = std::filesystem::path(path).filename();
    std::ofstream(std::filesystem::path(folder) / name, std::ios::binary | std::ios::trunc) << bytes;
  }
}

}  // namespace workchat::testing
