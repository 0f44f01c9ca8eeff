#include <workchat/word_lock.hpp>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace workchat {

namespace {

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t), "the kernel looks at the word itself");

long futex(std::atomic<std::uint32_t>& word, int operation, std::uint32_t value) {
  return syscall(SYS_futex, &word, operation | FUTEX_PRIVATE_FLAG, value, nullptr, nullptr, 0);
}

}  // namespace

void WordLock::wait() {
  // Taken as `awaited`, since others may sleep as well; a wake too many does no harm. Where the word has changed
  // meanwhile, the kernel returns at once.
  while (word_.exchange(awaited, std::memory_order_acquire) != free) futex(word_, FUTEX_WAIT, awaited);
}

/// The lock, and what it is part of, may be gone by now: the kernel takes the address for a name.
void WordLock::wake_one() { futex(word_, FUTEX_WAKE, 1); }

}  // namespace workchat
