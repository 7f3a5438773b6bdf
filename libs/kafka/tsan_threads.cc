// Only in builds with the thread sanitizer: librdkafka uses C11 threads, which the sanitizer does not know
// and dies of. glibc's C11 types are its POSIX types, so the calls are sent there, where the sanitizer sees
// them.
#include <pthread.h>
#include <threads.h>

#include <cerrno>
#include <cstdint>
#include <memory>

namespace {

struct Entry {
  thrd_start_t run;
  void* argument;
};

void* Run(void* raw) {
  const std::unique_ptr<Entry> entry(static_cast<Entry*>(raw));
  return reinterpret_cast<void*>(static_cast<intptr_t>(entry->run(entry->argument)));
}

pthread_mutex_t* Mutex(mtx_t* mutex) { return reinterpret_cast<pthread_mutex_t*>(mutex); }
pthread_cond_t* Condition(cnd_t* condition) { return reinterpret_cast<pthread_cond_t*>(condition); }
int Result(int error) { return error == 0 ? thrd_success : thrd_error; }

}  // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t run, void* argument) {
  auto entry = std::make_unique<Entry>(Entry{run, argument});
  const int error = pthread_create(thread, nullptr, &Run, entry.get());
  if (error == 0) entry.release();  // the thread deletes it
  return Result(error);
}

int thrd_join(thrd_t thread, int* result) {
  void* returned = nullptr;
  const int error = pthread_join(thread, &returned);
  if (result != nullptr) *result = static_cast<int>(reinterpret_cast<intptr_t>(returned));
  return Result(error);
}

int mtx_init(mtx_t* mutex, int type) noexcept {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  if ((type & mtx_recursive) != 0) pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  const int error = pthread_mutex_init(Mutex(mutex), &attributes);
  pthread_mutexattr_destroy(&attributes);
  return Result(error);
}

int mtx_lock(mtx_t* mutex) { return Result(pthread_mutex_lock(Mutex(mutex))); }
int mtx_trylock(mtx_t* mutex) noexcept {
  return pthread_mutex_trylock(Mutex(mutex)) == 0 ? thrd_success : thrd_busy;
}
int mtx_unlock(mtx_t* mutex) noexcept { return Result(pthread_mutex_unlock(Mutex(mutex))); }
void mtx_destroy(mtx_t* mutex) noexcept { pthread_mutex_destroy(Mutex(mutex)); }

int cnd_init(cnd_t* condition) noexcept { return Result(pthread_cond_init(Condition(condition), nullptr)); }
int cnd_signal(cnd_t* condition) noexcept { return Result(pthread_cond_signal(Condition(condition))); }
int cnd_broadcast(cnd_t* condition) noexcept { return Result(pthread_cond_broadcast(Condition(condition))); }
void cnd_destroy(cnd_t* condition) noexcept { pthread_cond_destroy(Condition(condition)); }
int cnd_wait(cnd_t* condition, mtx_t* mutex) {
  return Result(pthread_cond_wait(Condition(condition), Mutex(mutex)));
}
int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* deadline) {
  const int error = pthread_cond_timedwait(Condition(condition), Mutex(mutex), deadline);
  return error == ETIMEDOUT ? thrd_timedout : Result(error);
}

}  // extern "C"
