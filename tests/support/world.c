/* A world that can fail, for LD_PRELOAD: stands between a program and the files of one folder, and the wall
   clock. tests/e2e/chat/world.py holds the other end: it sets `struct control`, and reads the journal to know
   what a disk would hold if the power went now. What is told to the journal is what was done, in its order.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define API __attribute__((visibility("default")))
#define ALIAS(name) __attribute__((visibility("default"), alias(#name)))

/* Shared with the test, which changes it while the program runs. An error is an errno; 0: none. */
struct control {
  volatile int64_t room;        /* bytes that can still be written before ENOSPC; -1: no end */
  volatile int64_t write_error; /* of all that changes a file or the folder */
  volatile int64_t sync_error;
  volatile int64_t read_error;
  volatile int64_t clock_ms; /* added to the wall clock */
  volatile int64_t refused;  /* how often one of the errors was given */
};

/* A record of the journal; `size` bytes follow: what was written, or names with a NUL behind each. */
struct record {
  char what; /* Create Unlink Link Rename; Write Truncate; Begin and End of a sync */
  char unused[3];
  uint32_t size;
  uint64_t file;
  int64_t place; /* offset, length, or the number of a sync */
};

enum { descriptors = 65536, path_most = 4096 };

static struct control* control;
static char folder[path_most];
static size_t folder_size;
static int journal = -1;
static int64_t syncs;
static uint64_t files[descriptors]; /* by descriptor: the file's number; 0: not of the folder */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void* map_control(const char* place) {
  char path[path_most];
  if (strlen(place) + sizeof "/control" > sizeof path) abort();
  strcat(strcpy(path, place), "/control");
  const int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
  void* mapped = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (file < 0 || mapped == MAP_FAILED) abort();
  syscall(SYS_close, file);
  strcat(strcpy(path, place), "/journal");
  journal = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (journal < 0) abort();
  /* Out of the way of the program's own numbers, which it may have few of. */
  const int high = (int)syscall(SYS_fcntl, journal, F_DUPFD_CLOEXEC, 60);
  if (high >= 0) {
    syscall(SYS_close, journal);
    journal = high;
  }
  return mapped;
}

__attribute__((constructor)) static void begin(void) {
  const char* place = getenv("WORKCHAT_WORLD");
  const char* data = getenv("WORKCHAT_WORLD_DATA");
  if (!place || !data || strlen(data) >= sizeof folder) return;
  strcpy(folder, data);
  folder_size = strlen(folder);
  control = map_control(place);
}

/* The name below the folder, "" for the folder itself; NULL: elsewhere. */
static const char* name_of(const char* path) {
  if (!control || !path || strncmp(path, folder, folder_size) != 0) return NULL;
  const char* rest = path + folder_size;
  if (*rest != '\0' && *rest != '/') return NULL;
  while (*rest == '/') ++rest;
  return rest;
}

static uint64_t file_of(int descriptor) {
  return control && descriptor >= 0 && descriptor < descriptors ? files[descriptor] : 0;
}

static void note(char what, uint64_t file, int64_t place, const void* bytes, size_t size) {
  struct record record = {what, {0}, (uint32_t)size, file, place};
  struct iovec parts[2] = {{&record, sizeof record}, {(void*)(uintptr_t)bytes, size}};
  if (syscall(SYS_writev, journal, parts, 2) != (long)(sizeof record + size)) abort();
}

static void note_names(char what, uint64_t file, const char* first, const char* second) {
  char names[2 * path_most];
  const size_t one = strlen(first) + 1;
  const size_t two = second ? strlen(second) + 1 : 0;
  if (one > path_most || two > path_most) abort();
  memcpy(names, first, one);
  if (second) memcpy(names + one, second, two);
  note(what, file, 0, names, one + two);
}

static int refuse(int64_t error) {
  __atomic_add_fetch(&control->refused, 1, __ATOMIC_RELAXED);
  errno = (int)error;
  return -1;
}

/* 0, or -1 with errno: nothing can be changed now. A name finds room on a full disk, as it mostly does. */
static int may_change(void) {
  return control->write_error ? refuse(control->write_error) : 0;
}

/* How much of `size` the disk takes; -1 with errno: nothing. */
static ssize_t take_room(size_t size) {
  if (may_change() != 0) return -1;
  if (control->room == 0) return refuse(ENOSPC);
  if (control->room < 0) return (ssize_t)size;
  const ssize_t taken = control->room < (int64_t)size ? (ssize_t)control->room : (ssize_t)size;
  control->room -= taken;
  return taken;
}

static uint64_t number_of(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 ? (uint64_t)status.st_ino : 0;
}

/* ---- names
 * ------------------------------------------------------------------------------------------------------- */

static int open_there(const char* path, const char* name, int flags, mode_t mode) {
  int created = 0;
  int opened = (int)syscall(SYS_openat, AT_FDCWD, path, flags & ~(O_CREAT | O_EXCL | O_TRUNC), 0);
  if (opened >= 0 && (flags & O_EXCL)) {
    syscall(SYS_close, opened);
    errno = EEXIST;
    return -1;
  }
  const int changes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC);
  /* A file system that became read-only refuses to open for writing; a full one does not. */
  if (opened >= 0 && changes && control->write_error == EROFS) {
    syscall(SYS_close, opened);
    return refuse(EROFS);
  }
  if (opened < 0 && errno == ENOENT && (flags & O_CREAT)) {
    if (may_change() != 0) return -1;
    opened = (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_EXCL, mode);
    created = opened >= 0;
  }
  if (opened < 0 || opened >= descriptors) return opened;
  files[opened] = number_of(opened);
  if (created) note_names('C', files[opened], name, NULL);
  if (!created && (flags & O_TRUNC) && syscall(SYS_ftruncate, opened, 0) == 0)
    note('T', files[opened], 0, NULL, 0);
  return opened;
}

static int open_any(int at, const char* path, int flags, mode_t mode) {
  const char* name = at == AT_FDCWD || (path && *path == '/') ? name_of(path) : NULL;
  if (!name) return (int)syscall(SYS_openat, at, path, flags, mode);
  pthread_mutex_lock(&lock);
  const int opened = open_there(path, name, flags, mode);
  pthread_mutex_unlock(&lock);
  return opened;
}

#define MODE_OF(flags)                         \
  mode_t mode = 0;                             \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {     \
    va_list rest;                              \
    va_start(rest, flags);                     \
    mode = (mode_t)va_arg(rest, unsigned int); \
    va_end(rest);                              \
  }

API int open(const char* path, int flags, ...) {
  MODE_OF(flags)
  return open_any(AT_FDCWD, path, flags, mode);
}
ALIAS(open) int open64(const char* path, int flags, ...);

API int openat(int at, const char* path, int flags, ...) {
  MODE_OF(flags)
  return open_any(at, path, flags, mode);
}
ALIAS(openat) int openat64(int at, const char* path, int flags, ...);

API int close(int descriptor) {
  if (file_of(descriptor)) files[descriptor] = 0;
  return (int)syscall(SYS_close, descriptor);
}

API int unlink(const char* path) {
  const char* name = name_of(path);
  if (!name) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  pthread_mutex_lock(&lock);
  int done = control->write_error == EROFS ? refuse(EROFS) : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (done == 0) note_names('U', 0, name, NULL);
  pthread_mutex_unlock(&lock);
  return done;
}

API int link(const char* from, const char* to) {
  const char* old_name = name_of(from);
  const char* new_name = name_of(to);
  if (!old_name || !new_name) return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
  pthread_mutex_lock(&lock);
  int done = may_change();
  if (done == 0) done = (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (done == 0) note_names('L', 0, old_name, new_name);
  pthread_mutex_unlock(&lock);
  return done;
}

API int rename(const char* from, const char* to) {
  const char* old_name = name_of(from);
  const char* new_name = name_of(to);
  if (!old_name || !new_name) return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  pthread_mutex_lock(&lock);
  int done = may_change();
  if (done == 0) done = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (done == 0) note_names('R', 0, old_name, new_name);
  pthread_mutex_unlock(&lock);
  return done;
}

API int mkdir(const char* path, mode_t mode) {
  if (name_of(path) && may_change() != 0) return -1;
  return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

/* ---- bytes
 * ------------------------------------------------------------------------------------------------------- */

API ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t offset) {
  const uint64_t file = file_of(descriptor);
  if (!file) return syscall(SYS_pwrite64, descriptor, bytes, size, offset);
  pthread_mutex_lock(&lock);
  ssize_t written = take_room(size);
  if (written >= 0) written = syscall(SYS_pwrite64, descriptor, bytes, (size_t)written, offset);
  if (written > 0) note('W', file, offset, bytes, (size_t)written);
  pthread_mutex_unlock(&lock);
  return written;
}
ALIAS(pwrite) ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off_t offset);

API ssize_t write(int descriptor, const void* bytes, size_t size) {
  if (!file_of(descriptor)) return syscall(SYS_write, descriptor, bytes, size);
  const off_t offset = lseek(descriptor, 0, SEEK_CUR);
  const ssize_t written = pwrite(descriptor, bytes, size, offset);
  if (written > 0) lseek(descriptor, written, SEEK_CUR);
  return written;
}

API ssize_t pread(int descriptor, void* bytes, size_t size, off_t offset) {
  if (file_of(descriptor) && control->read_error) return refuse(control->read_error);
  return syscall(SYS_pread64, descriptor, bytes, size, offset);
}
ALIAS(pread) ssize_t pread64(int descriptor, void* bytes, size_t size, off_t offset);

API ssize_t read(int descriptor, void* bytes, size_t size) {
  if (file_of(descriptor) && control->read_error) return refuse(control->read_error);
  return syscall(SYS_read, descriptor, bytes, size);
}

API int ftruncate(int descriptor, off_t size) {
  const uint64_t file = file_of(descriptor);
  if (!file) return (int)syscall(SYS_ftruncate, descriptor, size);
  pthread_mutex_lock(&lock);
  int done =
      control->write_error ? refuse(control->write_error) : (int)syscall(SYS_ftruncate, descriptor, size);
  if (done == 0) note('T', file, size, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}
ALIAS(ftruncate) int ftruncate64(int descriptor, off_t size);

/* Answers an error number, as posix_fallocate does. */
API int posix_fallocate(int descriptor, off_t offset, off_t size) {
  const uint64_t file = file_of(descriptor);
  struct stat status;
  if (!file) return syscall(SYS_fallocate, descriptor, 0, offset, size) == 0 ? 0 : errno;
  pthread_mutex_lock(&lock);
  int error = take_room((size_t)size) < size ? ENOSPC : 0;
  if (error == 0 && syscall(SYS_fallocate, descriptor, 0, offset, size) != 0) error = errno;
  if (error == 0 && fstat(descriptor, &status) == 0) note('T', file, status.st_size, NULL, 0);
  pthread_mutex_unlock(&lock);
  return error;
}
ALIAS(posix_fallocate) int posix_fallocate64(int descriptor, off_t offset, off_t size);

/* What was written before it began is on the disk when it has ended; what comes meanwhile is not. */
static int sync_there(int descriptor, long call) {
  const uint64_t file = file_of(descriptor);
  if (!file) return (int)syscall(call, descriptor);
  if (control->sync_error) return refuse(control->sync_error);
  pthread_mutex_lock(&lock);
  const int64_t number = ++syncs;
  note('B', file, number, NULL, 0);
  pthread_mutex_unlock(&lock);
  const int done = (int)syscall(call, descriptor);
  if (done != 0) return done;
  pthread_mutex_lock(&lock);
  note('E', file, number, NULL, 0);
  pthread_mutex_unlock(&lock);
  return 0;
}

API int fsync(int descriptor) {
  return sync_there(descriptor, SYS_fsync);
}
API int fdatasync(int descriptor) {
  return sync_there(descriptor, SYS_fdatasync);
}

/* ---- the wall clock
 * ---------------------------------------------------------------------------------------------- */

API int clock_gettime(clockid_t clock, struct timespec* now) {
  const int done = (int)syscall(SYS_clock_gettime, clock, now);
  if (done != 0 || !control || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return done;
  const int64_t ms = now->tv_sec * 1000 + now->tv_nsec / 1000000 + control->clock_ms;
  now->tv_nsec = (long)(ms % 1000) * 1000000 + now->tv_nsec % 1000000;
  now->tv_sec = (time_t)(ms / 1000);
  return 0;
}

API int gettimeofday(struct timeval* restrict now, void* restrict zone) {
  struct timespec exact;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

API time_t time(time_t* out) {
  struct timespec exact;
  if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
  if (out) *out = exact.tv_sec;
  return exact.tv_sec;
}
