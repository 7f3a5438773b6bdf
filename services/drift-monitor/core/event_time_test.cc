#include "absl/strings/str_cat.h"
#include "core/monitor.h"
#include "core/sessions_fixture.h"
#include "testing/catch.h"

namespace yachay::drift_monitor {
namespace {

constexpr int64_t kNow = 100'000;  // what the clock says, in seconds

ServedRow At(int64_t second, const std::string& id = "", int partition = 0) {
  return {.prediction_id = id.empty() ? absl::StrCat("p", second) : id,
          .model = "engagement",
          .version = 1,
          .served_at = absl::FromUnixSeconds(second),
          .values = {{"SessionsPerWeek", static_cast<double>(second % 10)}},
          .probabilities = {0.75F, 0.25F},
          .partition = partition};
}

MonitorOptions Times(int span, int slide, int lateness) {
  MonitorOptions options;
  options.windows = {
      .span = absl::Seconds(span), .slide = absl::Seconds(slide), .lateness = absl::Seconds(lateness)};
  return options;
}

struct Closed {
  int64_t first;
  int64_t last;
  int64_t rows;
  bool operator==(const Closed&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Closed& c) {
  return out << c.first << " to " << c.last << ": " << c.rows;
}

class Stream {
 public:
  explicit Stream(MonitorOptions options)
      : monitor(std::move(options), FindReference, [this] { return now; }) {}

  Monitor::Outcome Take(const ServedRow& row) {
    const auto outcome = monitor.Take(row);
    REQUIRE(outcome.ok());
    while (const auto report = monitor.Closing()) {
      closed.push_back({absl::ToUnixSeconds(report->start), absl::ToUnixSeconds(report->end),
                        report->verdict.current_rows});
      monitor.Close();
      REQUIRE(monitor.Advance().ok());
    }
    return *outcome;
  }
  ModelStatus Status() const { return monitor.Statuses().at(0); }

  absl::Time now = absl::FromUnixSeconds(kNow);
  Monitor monitor;
  std::vector<Closed> closed;
};

TEST_CASE(
    "A tumbling window holds the rows served in it, in whichever order they came, and closes by watermark") {
  Stream stream(Times(10, 10, 5));
  for (const int64_t second : {101, 109, 112, 103, 114})
    CHECK(stream.Take(At(second)) == Monitor::Outcome::kCounted);
  CHECK(stream.closed.empty());  // 114 less the lateness is before 110
  stream.Take(At(115));
  CHECK(stream.closed == std::vector<Closed>{{101, 109, 3}});
  CHECK(stream.Status().open_rows == 3);
}

TEST_CASE("A row whose window is closed is late: counted as such, in no window") {
  Stream stream(Times(10, 10, 0));
  stream.Take(At(105));
  stream.Take(At(110));
  CHECK(stream.Take(At(106)) == Monitor::Outcome::kLate);
  CHECK(stream.Take(At(105)) == Monitor::Outcome::kLate);  // sent again: its id is no longer needed
  CHECK(stream.Status().late == 2);
  CHECK(stream.Status().rows == 2);
  stream.Take(At(120));
  CHECK(stream.closed == std::vector<Closed>{{105, 105, 1}, {110, 110, 1}});
}

TEST_CASE("A row that comes again while its window is open counts once") {
  Stream stream(Times(10, 10, 5));
  stream.Take(At(101));
  CHECK(stream.Take(At(101)) == Monitor::Outcome::kDuplicate);
  CHECK(stream.Status().open_rows == 1);
}

TEST_CASE("Sliding windows share rows; each closes at the end of a slide") {
  Stream stream(Times(30, 10, 0));
  for (int64_t second = 100; second < 150; second += 5) stream.Take(At(second));
  CHECK(stream.closed == std::vector<Closed>{{100, 105, 2}, {100, 115, 4}, {100, 125, 6}, {110, 135, 6}});
}

TEST_CASE("A gap closes the window before it; windows without rows are none") {
  Stream stream(Times(10, 10, 0));
  stream.Take(At(101));
  stream.Take(At(5001));
  stream.Take(At(9001));
  CHECK(stream.closed == std::vector<Closed>{{101, 101, 1}, {5001, 5001, 1}});
}

TEST_CASE("The slowest partition holds windows open, until it has been idle") {
  Stream stream(Times(10, 10, 0));
  stream.monitor.Assign({0, 1});
  for (int64_t second = 100; second < 140; ++second) stream.Take(At(second));
  CHECK(stream.closed.empty());
  CHECK(stream.Take(At(104, "q", 1)) == Monitor::Outcome::kCounted);
  stream.Take(At(112, "r", 1));
  CHECK(stream.closed == std::vector<Closed>{{100, 109, 11}});
  stream.now += absl::Minutes(2);
  stream.Take(At(141));
  CHECK(stream.closed.size() == 4);
}

TEST_CASE("A row from the future closes nothing and is counted as ahead") {
  Stream stream(Times(10, 10, 5));
  stream.Take(At(101));
  CHECK(stream.Take(At(kNow + 61)) == Monitor::Outcome::kAhead);
  CHECK(stream.Take(At(102)) == Monitor::Outcome::kCounted);
  CHECK(stream.Status().ahead == 1);
  CHECK(stream.closed.empty());
}

TEST_CASE("A monitor of sliding windows that was restored at any row ends as one that never stopped") {
  Stream unbroken(Times(30, 10, 5));
  std::map<std::string, std::string> state;
  std::vector<std::string> reports;
  for (int64_t i = 0; i < 120; ++i) {
    const ServedRow row = At(100 + i - (i % 7 == 3 ? 4 : 0) - (i % 31 == 30 ? 25 : 0), absl::StrCat("p", i));
    unbroken.Take(row);
    Stream restored(Times(30, 10, 5));
    REQUIRE(restored.monitor.Restore(state).ok());
    restored.Take(row);
    for (const auto& [key, value] : restored.monitor.TakeChanges()) {
      if (value.has_value()) {
        state[key] = *value;
      } else {
        state.erase(key);
      }
    }
  }
  Stream restored(Times(30, 10, 5));
  REQUIRE(restored.monitor.Restore(state).ok());
  const ModelStatus ours = restored.Status();
  const ModelStatus theirs = unbroken.Status();
  CHECK(ours.rows == theirs.rows);
  CHECK(ours.late == theirs.late);
  CHECK(ours.late > 0);
  CHECK(ours.closed_windows == theirs.closed_windows);
  CHECK(ours.closed_windows > 8);
  CHECK(ReportToJson(*ours.last) == ReportToJson(*theirs.last));
}

TEST_CASE("State of windows by rows is not taken for one of windows by time") {
  Stream by_rows({});
  by_rows.Take(At(101));
  std::map<std::string, std::string> state;
  for (const auto& [key, value] : by_rows.monitor.TakeChanges()) state[key] = *value;
  const absl::Status restored = Stream(Times(10, 10, 0)).monitor.Restore(state);
  CHECK(absl::IsDataLoss(restored));
  CHECK(std::string(restored.message()).find("--state-dir") != std::string::npos);
}

TEST_CASE("Times that make no windows are refused") {
  CHECK(WindowTimes{}.Check().ok());
  CHECK(Times(30, 10, 0).windows.Check().ok());
  for (const auto& [span, slide, lateness] :
       {std::tuple{30, 20, 0}, {10, 30, 0}, {30, 0, 0}, {490, 10, 0}, {10, 10, -1}}) {
    INFO(span << " " << slide << " " << lateness);
    CHECK(absl::IsInvalidArgument(Times(span, slide, lateness).windows.Check()));
  }
}

}  // namespace
}  // namespace yachay::drift_monitor
