#include "core/outcome_window.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

class Counter {
 public:
  OutcomeWindow window{3, [this](const OutcomeWindow::Source& source, OutcomeKind kind) {
                         ++counts[absl::StrCat(source.policy, "/", source.fallback, "/", Name(kind))];
                       }};
  std::map<std::string, int> counts;
};

TEST_CASE("an outcome counts once for the policy that answered, whichever comes first") {
  Counter counter;
  counter.window.Answered("a", {"p", "f"});
  counter.window.Happened("a", OutcomeKind::kTaken);
  counter.window.Happened("a", OutcomeKind::kTaken);
  counter.window.Happened("b", OutcomeKind::kTaken);
  counter.window.Happened("b", OutcomeKind::kSucceeded);
  CHECK(counter.counts == std::map<std::string, int>{{"p/f/taken", 1}});
  counter.window.Answered("b", {"q", "f"});
  counter.window.Answered("b", {"q", "f"});
  CHECK(counter.counts ==
        std::map<std::string, int>{{"p/f/taken", 1}, {"q/f/taken", 1}, {"q/f/succeeded", 1}});
}

TEST_CASE("the window is bounded, the oldest goes; what has no recommendation does not count") {
  Counter counter;
  for (int i = 0; i < 10; ++i) counter.window.Answered(absl::StrCat(i), {"p", "f"});
  CHECK(counter.window.size() == 3);
  counter.window.Happened("0", OutcomeKind::kTaken);
  counter.window.Happened("9", OutcomeKind::kTaken);
  counter.window.Happened("", OutcomeKind::kTaken);
  CHECK(counter.counts == std::map<std::string, int>{{"p/f/taken", 1}});
}

}  // namespace
}  // namespace yachay::recommendation
