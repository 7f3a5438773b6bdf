#include "core/partition_fold.h"

#include "absl/strings/str_cat.h"
#include "core/monitor.h"
#include "core/partition_heads.h"
#include "testing/catch.h"

namespace yachay::drift_monitor {
namespace {

constexpr int kPartitions = 3;
const absl::Time kNow = absl::FromUnixSeconds(100'000);

absl::StatusOr<std::shared_ptr<const drift::Reference>> FindReference(const std::string& model, uint64_t) {
  if (model == "unknown") return absl::NotFoundError("no such model");
  drift::Column sessions{
      .name = "SessionsPerWeek", .kind = drift::ColumnKind::kNumber, .numbers = {}, .categories = {}};
  for (int i = 0; i < 2000; ++i) sessions.numbers.push_back(i % 10);
  return std::make_shared<const drift::Reference>(*drift::Reference::FromColumns({sessions}));
}

ServedRow Row(int64_t second, const std::string& id, int partition = 0) {
  return {.prediction_id = id,
          .model = "engagement",
          .version = 1,
          .served_at = absl::FromUnixSeconds(second),
          .values = {{"SessionsPerWeek", static_cast<double>(second % 13)}},
          .probabilities = {0.75F, 0.25F},
          .partition = partition};
}

WindowTimes Times(int span, int slide, int lateness) {
  return {.span = absl::Seconds(span), .slide = absl::Seconds(slide), .lateness = absl::Seconds(lateness)};
}

struct Fold : PartitionFold {
  explicit Fold(int partition = 0, WindowTimes times = Times(10, 10, 0))
      : PartitionFold(partition, times, {}, FindReference, kNow) {}
  Outcome TakeRow(const ServedRow& row, int64_t offset) { return *Take(row, offset, kNow); }
};

TEST_CASE("A partition closes a pane when its own time has passed the pane's end") {
  Fold fold;
  CHECK(fold.TakeRow(Row(105, "a"), 0) == Outcome::kCounted);
  CHECK(fold.Advance(false).closed.empty());
  CHECK(fold.TakeRow(Row(109, "b"), 1) == Outcome::kCounted);
  CHECK_FALSE(fold.due());
  CHECK(fold.TakeRow(Row(110, "c"), 2) == Outcome::kCounted);
  CHECK(fold.due());
  const PartitionStep step = fold.Advance(false);
  REQUIRE(step.closed.size() == 1);
  CHECK(step.closed[0].pane == 10);
  CHECK(step.next == 3);
  CHECK(step.rows.at("engagement").rows == 2);
  CHECK_FALSE(fold.due());
}

TEST_CASE("Rows of a closed pane are late, rows that come again duplicates, rows from the future ahead") {
  Fold fold;
  fold.TakeRow(Row(115, "a"), 0);
  CHECK(fold.TakeRow(Row(109, "b"), 1) == Outcome::kLate);
  CHECK(fold.TakeRow(Row(115, "a"), 2) == Outcome::kDuplicate);
  CHECK(fold.TakeRow(Row(100'061, "c"), 3) == Outcome::kAhead);
  ServedRow unknown = Row(116, "d");
  unknown.model = "unknown";
  CHECK(fold.TakeRow(unknown, 4) == Outcome::kNoReference);
  const PartitionStep step = fold.Advance(false);
  const RowCounts& rows = step.rows.at("engagement");
  CHECK(rows.rows == 1);
  CHECK(rows.late == 1);
  CHECK(rows.duplicates == 1);
  CHECK(rows.ahead == 1);
  CHECK_FALSE(step.rows.contains("unknown"));
  CHECK(step.watermark == absl::FromUnixSeconds(116));
}

TEST_CASE("A verdict that was given before another reference was set is passed over, and given anew") {
  Fold fold;
  for (int second = 100; second < 125; ++second) fold.TakeRow(Row(second, absl::StrCat(second)), second);
  MonitorOptions options;
  options.windows = Times(10, 10, 0);
  Monitor monitor(options, FindReference);
  const PartitionStep step = fold.Advance(false);
  REQUIRE(monitor.TakePanes(step.closed).ok());
  const auto before = *monitor.Judge("engagement", step.watermark);
  REQUIRE(before.has_value());
  drift::Column sessions{.name = "SessionsPerWeek", .numbers = {1, 2, 3}, .categories = {}};
  const auto reference = std::make_shared<const drift::Reference>(*drift::Reference::FromColumns({sessions}));
  monitor.SetReference("engagement", 1, reference);
  CHECK_FALSE(monitor.Accept(*before));
  const auto after = *monitor.Judge("engagement", step.watermark);
  CHECK(after->window == before->window);
  CHECK(after->verdict.reference_rows == 3);
  CHECK(after->verdict.current_rows == before->verdict.current_rows);
  CHECK(monitor.Accept(*after));
  CHECK_FALSE(monitor.Accept(*after));
  CHECK(ReportFromJson(ReportToJson(*after))->reference == ReferenceId(*reference));
}

TEST_CASE("Panes of other columns than the reference's are passed over; those that come after it count") {
  Fold fold;
  for (int second = 100; second < 105; ++second) fold.TakeRow(Row(second, absl::StrCat(second)), second);
  drift::Column genre{
      .name = "Genre", .kind = drift::ColumnKind::kCategory, .numbers = {}, .categories = {"RPG"}};
  const auto reference = std::make_shared<const drift::Reference>(*drift::Reference::FromColumns({genre}));
  MonitorOptions options;
  options.windows = Times(10, 10, 0);
  Monitor monitor(options, FindReference);
  monitor.SetReference("engagement", 1, reference);

  Fold unaware;  // its reader has not heard of it
  for (int second = 100; second < 111; ++second) unaware.TakeRow(Row(second, absl::StrCat(second)), second);
  REQUIRE(monitor.TakePanes(unaware.Advance(false).closed).ok());
  CHECK_FALSE(monitor.Judge("engagement", kNow)->has_value());
  fold.SetReference("engagement", 1, reference);
  for (int second = 105; second < 111; ++second) fold.TakeRow(Row(second, absl::StrCat(second)), second);
  REQUIRE(monitor.TakePanes(fold.Advance(false).closed).ok());
  CHECK((*monitor.Judge("engagement", kNow))->verdict.current_rows == 5);
}

TEST_CASE("A step that is no state of a partition is data loss") {
  Fold fold;
  PartitionStep step;
  step.open = R"([{"model": "engagement"}])";
  CHECK(fold.Restore(step).code() == absl::StatusCode::kDataLoss);
  step.open = "panes";
  CHECK(fold.Restore(step).code() == absl::StatusCode::kDataLoss);
}

TEST_CASE("Only the partition's owner moves it, and a step that was sent twice counts once") {
  PartitionHeads heads(kPartitions);
  PartitionStep step{.partition = 1, .watermark = absl::FromUnixSeconds(50)};
  CHECK_FALSE(heads.Counts("a", step));
  heads.Claim(1, "a");
  REQUIRE(heads.Counts("a", step));
  heads.Accept(step);
  CHECK_FALSE(heads.Counts("a", step));
  step.idle = true;
  CHECK(heads.Counts("a", step));
  step.watermark = absl::FromUnixSeconds(60);
  heads.Claim(1, "b");
  CHECK_FALSE(heads.Counts("a", step));
  CHECK(heads.Counts("b", step));
  step.partition = kPartitions;
  CHECK_FALSE(heads.Counts("b", step));
}

TEST_CASE("Windows wait for every partition; one that is idle waits for nobody") {
  PartitionHeads heads(2);
  CHECK(heads.Watermark() == absl::UnixEpoch());
  heads.Claim(0, "a");
  heads.Claim(1, "a");
  heads.Accept({.partition = 0, .watermark = absl::FromUnixSeconds(50)});
  CHECK(heads.Watermark() == absl::UnixEpoch());
  heads.Accept({.partition = 1, .watermark = absl::FromUnixSeconds(20), .idle = true});
  CHECK(heads.Watermark() == absl::FromUnixSeconds(20));
  CHECK(heads.ActiveWatermark() == absl::FromUnixSeconds(50));
  heads.Accept({.partition = 0, .watermark = absl::FromUnixSeconds(50), .idle = true});
  CHECK_FALSE(heads.ActiveWatermark().has_value());
}

// The log of one partition: out of order by less than the lateness, now and then a row twice.
std::vector<ServedRow> LogOf(int partition) {
  std::vector<ServedRow> rows;
  for (int i = 0; i < 200; ++i) {
    const int64_t second = 100 + i - (i % 7 == 3 ? 4 : 0);
    rows.push_back(Row(second, absl::StrCat(partition, "-", i % 31 == 30 ? i - 1 : i), partition));
  }
  return rows;
}

using Verdict = std::tuple<absl::Time, absl::Time, int64_t, double, double>;

Verdict Told(const Report& report) {
  return {report.start, report.end, report.verdict.current_rows, report.verdict.columns.at(0).score,
          report.verdict.share};
}

// What one process says, which takes the partitions' rows in turns.
std::vector<Verdict> Alone(const MonitorOptions& options) {
  std::vector<Verdict> told;
  Monitor monitor(options, FindReference, [] { return kNow; });
  monitor.Assign({0, 1, 2});
  for (size_t i = 0; i < LogOf(0).size(); ++i) {
    for (int partition = 0; partition < kPartitions; ++partition) {
      REQUIRE(monitor.Take(LogOf(partition)[i]).ok());
      while (const auto report = monitor.Closing()) {
        told.push_back(Told(*report));
        monitor.Close();
        REQUIRE(monitor.Advance().ok());
      }
    }
  }
  return told;
}

// What several say: each partition's log is read by another process in turn, which goes on where the last
// step of the one before stands, whatever that one had read since.
std::vector<Verdict> Together(const MonitorOptions& options, size_t life) {
  std::vector<Verdict> told;
  Monitor monitor(options, FindReference, [] { return kNow; });
  PartitionHeads heads(kPartitions);
  for (int partition = 0; partition < kPartitions; ++partition) heads.Claim(partition, "reader");
  for (int partition = 0; partition < kPartitions; ++partition) {
    const std::vector<ServedRow> log = LogOf(partition);
    auto fold = std::make_unique<Fold>(partition, options.windows);
    size_t lived = 0;
    while (static_cast<size_t>(fold->next()) < log.size()) {
      if (++lived == life) {  // it dies
        lived = 0;
        life += 3;  // sooner or later a life is long enough for a step
        fold = std::make_unique<Fold>(partition, options.windows);
        if (heads.at(partition).last.has_value()) REQUIRE(fold->Restore(*heads.at(partition).last).ok());
      }
      const int64_t offset = fold->next();
      fold->TakeRow(log[static_cast<size_t>(offset)], offset);
      if (!fold->due()) continue;
      const PartitionStep step = fold->Advance(false);
      REQUIRE(heads.Counts("reader", step));
      REQUIRE(monitor.TakePanes(step.closed).ok());
      for (const auto& [model, rows] : step.rows) monitor.AddRows(model, rows);
      heads.Accept(step);
    }
  }
  while (const auto report = *monitor.Judge("engagement", heads.Watermark())) {
    CHECK(monitor.Accept(*report));
    CHECK_FALSE(monitor.Accept(*report));
    told.push_back(Told(*report));
  }
  CHECK(monitor.Statuses().at(0).late == 0);
  return told;
}

TEST_CASE("Several processes that die at any moment say what one says that never does") {
  for (const auto& [span, slide] : {std::pair(10, 10), std::pair(30, 10)}) {
    MonitorOptions options;
    options.windows = Times(span, slide, 5);
    const auto expected = Alone(options);
    REQUIRE(expected.size() > 15);
    for (const size_t life : {5, 17, 29, 1000}) CHECK(Together(options, life) == expected);
  }
}

}  // namespace
}  // namespace yachay::drift_monitor
