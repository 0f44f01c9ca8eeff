#include "store/sqlite/gathering_vfs.hpp"

#include <algorithm>
#include <cstddef>

namespace workchat::store {
namespace {

// SQLite itself writes no more at once (a page has at most 64 KiB), and its file systems rely on that: the
// one for Unix takes a write of 128 KiB for a full disk.
constexpr std::size_t gathered_most = 65'536;

/// The write-ahead log.
struct LogFile {
  sqlite3_file base;  // first: this is what SQLite holds
  GatheringVfs* gathering;
  sqlite3_file* below;
};

LogFile& log_of(sqlite3_file* file) {
  return *reinterpret_cast<LogFile*>(file);
}
GatheringVfs& gathering(sqlite3_vfs* vfs) {
  return *static_cast<GatheringVfs*>(vfs->pAppData);
}

sqlite3_file* below(sqlite3_file* file) {
  return log_of(file).below;
}
sqlite3_vfs* below(sqlite3_vfs* vfs) {
  return gathering(vfs).below();
}
const sqlite3_io_methods& methods_of(sqlite3_file* file) {
  return *file->pMethods;
}
const sqlite3_vfs& methods_of(sqlite3_vfs* vfs) {
  return *vfs;
}

/// Also where it fails nothing is left: SQLite does not write the same again, it rolls back.
int hand_down(sqlite3_file* file) {
  GatheringVfs::Gathered& gathered = log_of(file).gathering->gathered();
  if (gathered.bytes.empty()) return SQLITE_OK;
  const int size = static_cast<int>(gathered.bytes.size());
  const int code = methods_of(below(file)).xWrite(below(file), gathered.bytes.data(), size, gathered.offset);
  gathered.bytes.clear();
  return code;
}

int write_log(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  GatheringVfs::Gathered& gathered = log_of(file).gathering->gathered();
  const std::size_t before = gathered.bytes.size(), more = static_cast<std::size_t>(size);
  const bool continues = offset == gathered.offset + static_cast<std::int64_t>(before);
  if (!continues || before + more > gathered_most) {
    if (const int code = hand_down(file); code != SQLITE_OK) return code;
  }
  if (more > gathered_most) return methods_of(below(file)).xWrite(below(file), bytes, size, offset);
  if (gathered.bytes.empty()) gathered.offset = offset;
  gathered.bytes.append(static_cast<const char*>(bytes), more);  // has its room since the beginning
  return SQLITE_OK;
}

int close_log(sqlite3_file* file) {
  // What was not synced was not committed, and the lock that it was written under may be gone.
  log_of(file).gathering->drop();
  return methods_of(below(file)).xClose(below(file));
}

/// A method, of a file or of the file system, that does what the one below does.
template <auto Method>
struct Pass {
  template <typename Result, typename Object, typename... Arguments>
  static Result call(Object* object, Arguments... arguments) {
    return (methods_of(below(object)).*Method)(below(object), arguments...);
  }
  template <typename Result, typename Object, typename... Arguments>
  using Function = Result (*)(Object*, Arguments...);
  template <typename Result, typename Object, typename... Arguments>
  operator Function<Result, Object, Arguments...>() const {
    return &Pass::call<Result, Object, Arguments...>;
  }
};

/// The same for what may look at the file, or has to come after what was written.
template <auto Method>
struct PassAfterWrites {
  template <typename... Arguments>
  static int call(sqlite3_file* file, Arguments... arguments) {
    const int code = hand_down(file);
    return code == SQLITE_OK ? (methods_of(below(file)).*Method)(below(file), arguments...) : code;
  }
  template <typename... Arguments>
  using Function = int (*)(sqlite3_file*, Arguments...);
  template <typename... Arguments>
  operator Function<Arguments...>() const {
    return &PassAfterWrites::call<Arguments...>;
  }
};

int sync_log(sqlite3_file* file, int flags) {
  if (log_of(file).gathering->sync() == GatheringVfs::Sync::to_system) return hand_down(file);
  return PassAfterWrites<&sqlite3_io_methods::xSync>::call(file, flags);
}

const sqlite3_io_methods log_methods = [] {
  using M = sqlite3_io_methods;
  M m = {};
  m.iVersion = 1;  // what came later is for the database
  m.xClose = close_log;
  m.xRead = PassAfterWrites<&M::xRead>();
  m.xWrite = write_log;
  m.xTruncate = PassAfterWrites<&M::xTruncate>();
  m.xSync = sync_log;
  m.xFileSize = PassAfterWrites<&M::xFileSize>();
  m.xLock = Pass<&M::xLock>();
  m.xUnlock = Pass<&M::xUnlock>();
  m.xCheckReservedLock = Pass<&M::xCheckReservedLock>();
  m.xFileControl = PassAfterWrites<&M::xFileControl>();
  m.xSectorSize = Pass<&M::xSectorSize>();
  m.xDeviceCharacteristics = Pass<&M::xDeviceCharacteristics>();
  return m;
}();

/// Where a torn write can damage its neighbours SQLite pads a commit to a whole sector, and the end of that
/// it writes after the sync: there nothing can be gathered.
bool ends_with_sync(const char* log) {
  sqlite3_file* database = sqlite3_database_file_object(log);
  return (methods_of(database).xDeviceCharacteristics(database) & SQLITE_IOCAP_POWERSAFE_OVERWRITE) != 0;
}

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  if ((flags & SQLITE_OPEN_WAL) == 0 || !ends_with_sync(path))
    return below(vfs)->xOpen(below(vfs), path, file, flags, out_flags);
  LogFile& log = log_of(file);
  log.gathering = &gathering(vfs);
  log.below = reinterpret_cast<sqlite3_file*>(&log + 1);
  const int code = below(vfs)->xOpen(below(vfs), path, log.below, flags, out_flags);
  log.base.pMethods = log.below->pMethods ? &log_methods : nullptr;
  return code;
}

sqlite3_vfs on_top_of(const sqlite3_vfs& below) {
  using V = sqlite3_vfs;
  V v = {};
  v.iVersion = std::min(below.iVersion, 2);  // the third replaces system calls
  v.szOsFile = static_cast<int>(sizeof(LogFile)) + below.szOsFile;
  v.mxPathname = below.mxPathname;
  v.xOpen = open_file;
  v.xDelete = Pass<&V::xDelete>();
  v.xAccess = Pass<&V::xAccess>();
  v.xFullPathname = Pass<&V::xFullPathname>();
  v.xDlOpen = Pass<&V::xDlOpen>();
  v.xDlError = Pass<&V::xDlError>();
  v.xDlSym = Pass<&V::xDlSym>();
  v.xDlClose = Pass<&V::xDlClose>();
  v.xRandomness = Pass<&V::xRandomness>();
  v.xSleep = Pass<&V::xSleep>();
  v.xCurrentTime = Pass<&V::xCurrentTime>();
  v.xGetLastError = Pass<&V::xGetLastError>();
  v.xCurrentTimeInt64 = Pass<&V::xCurrentTimeInt64>();
  return v;
}

}  // namespace

GatheringVfs::GatheringVfs(Sync sync)
    : sync_(sync),
      below_(sqlite3_vfs_find(nullptr)),
      name_("workchat-" + std::to_string(reinterpret_cast<std::uintptr_t>(this))),
      vfs_(on_top_of(*below_)) {
  gathered_.bytes.reserve(gathered_most);
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  // Where this fails the connection does not find it, and says so.
  sqlite3_vfs_register(&vfs_, 0);
}

GatheringVfs::~GatheringVfs() {
  sqlite3_vfs_unregister(&vfs_);
}

}  // namespace workchat::store
