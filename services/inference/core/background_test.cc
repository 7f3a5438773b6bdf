#include "core/background.h"

#include "testing/catch.h"

namespace yachay::inference {
namespace {

absl::Duration Used() {
  timespec used = {};
  (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return absl::DurationFromTimespec(used);
}

void WorkFor(absl::Duration time) {
  for (const absl::Duration begin = Used(); Used() - begin < time;) {
  }
}

TEST_CASE("A pacer rests fifty times as long as was worked, within its patience") {
  Pacer pacer(absl::Milliseconds(60));
  absl::Time begin = absl::Now();
  WorkFor(absl::Milliseconds(1));
  pacer();
  CHECK(absl::Now() - begin >= absl::Milliseconds(51));
  begin = absl::Now();
  WorkFor(absl::Milliseconds(1));
  pacer();
  CHECK(absl::Now() - begin >= absl::Milliseconds(1));
}

}  // namespace
}  // namespace yachay::inference
