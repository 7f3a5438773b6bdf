// Only in builds with the thread sanitizer. Debian's Abseil is not instrumented, and its Mutex is made of
// atomics that the sanitizer cannot see: everything it guards would be reported. These definitions stand
// before the library's, for our code and for the libraries that use it, and are made of pthread mutexes,
// which the sanitizer knows.
//
// Readers lock like writers. That is enough for correctness and gives up only their concurrency.
#include <pthread.h>

#include <atomic>
#include <cstdint>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace {

struct Pthread {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
  std::atomic<int> waiters = 0;
};

struct PthreadCondition {
  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
};

// Both classes are one word, 0 at first: here it points to what stands for them.
static_assert(sizeof(absl::Mutex) == sizeof(intptr_t) && sizeof(absl::CondVar) == sizeof(intptr_t));

template <typename T>
T& Behind(const void* object) {
  auto& word = *static_cast<std::atomic<intptr_t>*>(const_cast<void*>(object));
  intptr_t current = word.load();
  if (current == 0) {
    T* fresh = new T;
    if (word.compare_exchange_strong(current, reinterpret_cast<intptr_t>(fresh))) return *fresh;
    delete fresh;
  }
  return *reinterpret_cast<T*>(current);
}

template <typename T>
void Free(void* object) {
  delete reinterpret_cast<T*>(static_cast<std::atomic<intptr_t>*>(object)->exchange(0));
}

// Waits on `condition` with `mutex` held. False when `deadline` has passed.
bool WaitOn(pthread_cond_t& condition, pthread_mutex_t& mutex, absl::Time deadline) {
  if (deadline == absl::InfiniteFuture()) return pthread_cond_wait(&condition, &mutex) == 0;
  const timespec limit = absl::ToTimespec(deadline);
  return pthread_cond_timedwait(&condition, &mutex, &limit) == 0;
}

bool AwaitUntil(absl::Mutex* mutex, const absl::Condition& condition, absl::Time deadline) {
  Pthread& p = Behind<Pthread>(mutex);
  ++p.waiters;
  while (!condition.Eval() && WaitOn(p.changed, p.mutex, deadline)) {
  }
  --p.waiters;
  return condition.Eval();
}

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

Mutex::~Mutex() { Free<Pthread>(this); }
void Mutex::Lock() { pthread_mutex_lock(&Behind<Pthread>(this).mutex); }
void Mutex::Unlock() {
  Pthread& p = Behind<Pthread>(this);
  if (p.waiters > 0) pthread_cond_broadcast(&p.changed);
  pthread_mutex_unlock(&p.mutex);
}
bool Mutex::TryLock() { return pthread_mutex_trylock(&Behind<Pthread>(this).mutex) == 0; }
void Mutex::ReaderLock() { Lock(); }
void Mutex::ReaderUnlock() { Unlock(); }
bool Mutex::ReaderTryLock() { return TryLock(); }
void Mutex::Await(const Condition& condition) { AwaitUntil(this, condition, InfiniteFuture()); }
bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  return AwaitUntil(this, condition, Now() + timeout);
}
bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  return AwaitUntil(this, condition, deadline);
}
void Mutex::LockWhen(const Condition& condition) {
  Lock();
  Await(condition);
}
void Mutex::ReaderLockWhen(const Condition& condition) { LockWhen(condition); }
bool Mutex::LockWhenWithTimeout(const Condition& condition, Duration timeout) {
  return LockWhenWithDeadline(condition, Now() + timeout);
}
bool Mutex::LockWhenWithDeadline(const Condition& condition, Time deadline) {
  Lock();
  return AwaitUntil(this, condition, deadline);
}
bool Mutex::ReaderLockWhenWithTimeout(const Condition& condition, Duration timeout) {
  return LockWhenWithTimeout(condition, timeout);
}
bool Mutex::ReaderLockWhenWithDeadline(const Condition& condition, Time deadline) {
  return LockWhenWithDeadline(condition, deadline);
}
void Mutex::AssertHeld() const {}
void Mutex::AssertReaderHeld() const {}
void Mutex::AssertNotHeld() const {}
void Mutex::ForgetDeadlockInfo() {}

CondVar::~CondVar() { Free<PthreadCondition>(this); }
void CondVar::Wait(Mutex* mutex) { WaitWithDeadline(mutex, InfiniteFuture()); }
bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  return WaitWithDeadline(mutex, Now() + timeout);
}
bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  Pthread& p = Behind<Pthread>(mutex);
  if (p.waiters > 0) pthread_cond_broadcast(&p.changed);
  return !WaitOn(Behind<PthreadCondition>(this).condition, p.mutex, deadline);
}
void CondVar::Signal() { pthread_cond_signal(&Behind<PthreadCondition>(this).condition); }
void CondVar::SignalAll() { pthread_cond_broadcast(&Behind<PthreadCondition>(this).condition); }

ABSL_NAMESPACE_END
}  // namespace absl
