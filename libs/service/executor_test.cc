#include "service/executor.h"

#include <atomic>

#include "absl/synchronization/notification.h"
#include "testing/catch.h"

namespace yachay::service {
namespace {

TEST_CASE("a full queue refuses, and what was taken runs before Join returns") {
  std::atomic<int> ran = 0;
  absl::Notification begun, go;
  Executor executor(1, 2);
  REQUIRE(executor
              .Submit([&] {
                begun.Notify();
                go.WaitForNotification();
                ++ran;
              })
              .ok());
  begun.WaitForNotification();
  CHECK(executor.Submit([&] { ++ran; }).ok());
  CHECK(executor.Submit([&] { ++ran; }).ok());
  CHECK(absl::IsResourceExhausted(executor.Submit([&] { ran += 100; })));
  CHECK(executor.depth() == 2);
  go.Notify();
  executor.Join();
  CHECK(ran == 3);
  CHECK(absl::IsCancelled(executor.Submit([&] { ran += 100; })));
  CHECK(ran == 3);
}

}  // namespace
}  // namespace yachay::service
