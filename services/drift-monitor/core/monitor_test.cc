#include "core/monitor.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::drift_monitor {
namespace {

constexpr uint64_t kServed = 3;  // the version that has a reference, besides kNext

// Sessions 0 to 9 and two labels, 2,000 rows: distances decide.
std::shared_ptr<const drift::Reference> SomeReference() {
  drift::Column sessions{
      .name = "SessionsPerWeek", .kind = drift::ColumnKind::kNumber, .numbers = {}, .categories = {}};
  drift::Column label{
      .name = "prediction", .kind = drift::ColumnKind::kCategory, .numbers = {}, .categories = {}};
  for (int i = 0; i < 2000; ++i) {
    sessions.numbers.push_back(i % 10);
    label.categories.push_back(i % 2 == 0 ? "Low" : "High");
  }
  return std::make_shared<const drift::Reference>(*drift::Reference::FromColumns({sessions, label}));
}

absl::StatusOr<std::shared_ptr<const drift::Reference>> FindReference(const std::string& model,
                                                                      uint64_t version) {
  if (model == "away") return absl::UnavailableError("the disk is away");
  if (model != "engagement" || version > 9) return absl::NotFoundError("no such version");
  return SomeReference();
}

// The i-th row of a population like the reference's, or of one that plays `more` sessions.
ServedRow Row(int i, double more = 0, uint64_t version = kServed) {
  return {.prediction_id = absl::StrCat("p", i),
          .model = "engagement",
          .version = version,
          .served_at = absl::FromUnixSeconds(1000 + i),
          .values = {{"SessionsPerWeek", i % 10 + more},
                     {"prediction", std::string(i % 2 == 0 ? "Low" : "High")}}};
}

// Takes rows first … first + 99, one window; returns its report when it closes.
std::optional<Report> TakeWindow(Monitor& monitor, int first, double more = 0, uint64_t version = kServed) {
  for (int i = first; i < first + 100; ++i) REQUIRE(monitor.Take(Row(i, more, version)).ok());
  const auto report = monitor.Closing();
  if (report.has_value()) monitor.Close();
  return report;
}

MonitorOptions Hundred() {
  return {.windows = {.rows = 100, .remembered_rows = 200},
          .kept_reports = 3,
          .kept_versions = 2,
          .cooldown_windows = 3,
          .compare = {},
          .rule = {}};
}

// What a store would hold after these changes.
void Apply(const Monitor::Changes& changes, std::map<std::string, std::string>& state) {
  for (const auto& [key, value] : changes) {
    if (value.has_value()) {
      state[key] = *value;
    } else {
      state.erase(key);
    }
  }
}

TEST_CASE("A window closes at its row count, with the span of its rows") {
  Monitor monitor(Hundred(), FindReference);
  const auto report = TakeWindow(monitor, 0);
  REQUIRE(report.has_value());
  CHECK(report->window == 1);
  CHECK(report->start == absl::FromUnixSeconds(1000));
  CHECK(report->end == absl::FromUnixSeconds(1099));
  CHECK(report->verdict.current_rows == 100);
  CHECK(report->verdict.drifted_columns == 0);
  CHECK_FALSE(report->decision.retrain);
  CHECK(monitor.Statuses().at(0).open_rows == 0);
}

TEST_CASE(
    "A shifted window asks for retraining and names the rule; while the drift goes on nothing more is "
    "asked") {
  Monitor monitor(Hundred(), FindReference);
  const auto first = TakeWindow(monitor, 0, 5);
  REQUIRE(first.has_value());
  CHECK(first->decision.cause == "share");
  CHECK(first->request_key == RequestKey("engagement", kServed, 1, "share"));
  const auto second = TakeWindow(monitor, 100, 5);
  CHECK(second->decision.retrain);
  CHECK(second->request_key.empty());
  CHECK(monitor.Statuses().at(0).retrain_requests == 1);
}

TEST_CASE("While drift goes on or comes again, retraining is asked for once in the cooldown's windows") {
  Monitor monitor(Hundred(), FindReference);
  std::vector<bool> asked;
  for (int w = 0; w < 7; ++w)
    asked.push_back(!TakeWindow(monitor, w * 100, w == 1 ? 0 : 5)->request_key.empty());
  CHECK(asked == std::vector<bool>{true, false, false, true, false, false, true});
  CHECK(monitor.Statuses().at(0).retrain_requests == 3);
}

TEST_CASE("A version that took over asks no more than the one before it: the cooldown is the model's") {
  Monitor monitor(Hundred(), FindReference);
  CHECK_FALSE(TakeWindow(monitor, 0, 5)->request_key.empty());
  CHECK(TakeWindow(monitor, 100, 5, kServed + 1)->request_key.empty());
  CHECK(TakeWindow(monitor, 200, 5, kServed + 1)->request_key.empty());
  CHECK_FALSE(TakeWindow(monitor, 300, 5, kServed + 1)->request_key.empty());
}

TEST_CASE(
    "The key of a request differs by model, version, window and cause, and is the same in every build") {
  CHECK(RequestKey("engagement", 3, 1, "share") == "drift-52b6d4fa8fb4263b");
  CHECK(RequestKey("engagement", 3, 1, "share") != RequestKey("engagement", 4, 1, "share"));
  CHECK(RequestKey("engagement", 3, 1, "share") != RequestKey("engagement", 3, 2, "share"));
  CHECK(RequestKey("engagement", 3, 1, "share") != RequestKey("engagement", 3, 1, "prediction"));
  CHECK(RequestKey("a", 11, 1, "x") != RequestKey("a1", 1, 1, "x"));
}

TEST_CASE("Served probabilities say how well the model does, in all and by group, also after a restart") {
  std::map<std::string, std::string> state;
  std::optional<Report> report;
  Monitor monitor(Hundred(), FindReference);
  for (int i = 0; i < 100; ++i) {
    ServedRow row = Row(i);
    row.values.emplace_back("Gender", std::string(i % 4 == 0 ? "Female" : "Male"));
    row.probabilities = {i % 4 == 0 ? 0.6F : 0.9F, i % 4 == 0 ? 0.4F : 0.1F};
    Monitor restored(Hundred(), FindReference);
    REQUIRE(restored.Restore(state).ok());
    REQUIRE(restored.Take(row).ok());
    report = restored.Closing();
    Apply(restored.TakeChanges(), state);
  }
  REQUIRE(report.has_value());
  CHECK(report->estimated->accuracy.value == Approx(0.825).epsilon(1e-6));
  REQUIRE(report->groups.size() == 2);
  CHECK(report->groups[0].group == "Female");
  CHECK(report->groups[0].estimated->accuracy.value == Approx(0.6).epsilon(1e-6));
  const auto again = ReportFromJson(ReportToJson(*report));
  REQUIRE(again.ok());
  CHECK(ReportToJson(*again) == ReportToJson(*report));
  const std::string html = ReportToHtml(*again, {*again, *again});
  CHECK(html.find("Gender = Male") != std::string::npos);
  CHECK(html.find("SessionsPerWeek") != std::string::npos);
}

TEST_CASE("A reference that was set counts at once, for the open window too, and after a restart") {
  Monitor monitor(Hundred(), FindReference);
  for (int i = 0; i < 30; ++i) REQUIRE(monitor.Take(Row(i, 5)).ok());
  drift::Column shifted{.name = "SessionsPerWeek", .numbers = {}, .categories = {}};
  drift::Column label{
      .name = "prediction", .kind = drift::ColumnKind::kCategory, .numbers = {}, .categories = {}};
  for (int i = 0; i < 2000; ++i) {
    shifted.numbers.push_back(i % 10 + 5);
    label.categories.emplace_back(i % 2 == 0 ? "Low" : "High");
  }
  const auto reference = drift::Reference::FromColumns({shifted, label});
  monitor.SetReference("engagement", kServed, std::make_shared<const drift::Reference>(*reference));
  for (int i = 30; i < 100; ++i) REQUIRE(monitor.Take(Row(i, 5)).ok());
  CHECK_FALSE(monitor.Closing()->decision.retrain);
  CHECK(monitor.Closing()->reference == ReferenceId(*reference));
  monitor.Close();

  std::map<std::string, std::string> state;
  Apply(monitor.TakeChanges(), state);
  state["reference/engagement/3"] = reference->ToJson();
  Monitor restored(Hundred(), FindReference);
  REQUIRE(restored.Restore(state).ok());
  CHECK_FALSE(TakeWindow(restored, 200, 5)->decision.retrain);
  CHECK(restored.Reports("engagement")->size() == 2);
  CHECK_FALSE(restored.Reports("other").ok());
}

TEST_CASE(
    "Under a reference of other columns the open window begins anew, also after a restart before it is "
    "saved") {
  Monitor monitor(Hundred(), FindReference);
  std::map<std::string, std::string> state;
  for (int i = 0; i < 30; ++i) REQUIRE(monitor.Take(Row(i)).ok());
  Apply(monitor.TakeChanges(), state);
  const drift::Column genre{
      .name = "Genre", .kind = drift::ColumnKind::kCategory, .numbers = {}, .categories = {"RPG", "Sports"}};
  const auto reference = drift::Reference::FromColumns({genre});
  state["reference/engagement/3"] = reference->ToJson();
  Monitor killed(Hundred(), FindReference);
  REQUIRE(killed.Restore(state).ok());
  monitor.SetReference("engagement", kServed, std::make_shared<const drift::Reference>(*reference));
  for (Monitor* one : {&monitor, &killed}) {
    CHECK(one->Statuses().at(0).open_rows == 0);
    CHECK(*one->Take(Row(7)) == Monitor::Outcome::kDuplicate);
    for (int i = 30; i < 130; ++i) REQUIRE(one->Take(Row(i)).ok());
    CHECK(one->Closing()->verdict.columns.at(0).name == "Genre");
    CHECK(one->Closing()->verdict.current_rows == 100);
  }
  Apply(monitor.TakeChanges(), state);
  Monitor again(Hundred(), FindReference);
  REQUIRE(again.Restore(monitor.State()).ok());
  CHECK(again.State() == monitor.State());
  CHECK(std::count_if(state.begin(), state.end(),
                      [](const auto& e) { return e.first.starts_with("pane/"); }) == 1);
}

TEST_CASE("A row that comes again changes nothing, also after its window closed") {
  Monitor monitor(Hundred(), FindReference);
  REQUIRE(monitor.Take(Row(0)).ok());
  CHECK(*monitor.Take(Row(0)) == Monitor::Outcome::kDuplicate);
  for (int i = 1; i < 100; ++i) REQUIRE(monitor.Take(Row(i)).ok());
  monitor.Close();
  CHECK(*monitor.Take(Row(7)) == Monitor::Outcome::kDuplicate);
  const ModelStatus status = monitor.Statuses().at(0);
  CHECK(status.rows == 100);
  CHECK(status.duplicates == 2);
  CHECK(status.open_rows == 0);
}

TEST_CASE("The ids of a window are known for the remembered rows after it, then forgotten") {
  Monitor monitor(Hundred(), FindReference);
  for (int w = 0; w < 2; ++w) TakeWindow(monitor, w * 100);
  CHECK(*monitor.Take(Row(0)) == Monitor::Outcome::kDuplicate);
  TakeWindow(monitor, 200);
  CHECK(*monitor.Take(Row(0)) == Monitor::Outcome::kCounted);
  CHECK(*monitor.Take(Row(100)) == Monitor::Outcome::kDuplicate);
}

TEST_CASE("Each version fills its own window; the status tells of the one that served last") {
  Monitor monitor(Hundred(), FindReference);
  for (int i = 0; i < 60; ++i) REQUIRE(monitor.Take(Row(i)).ok());
  for (int i = 60; i < 80; ++i) REQUIRE(monitor.Take(Row(i, 0, kServed + 1)).ok());
  CHECK(monitor.Statuses().at(0).version == kServed + 1);
  CHECK(monitor.Statuses().at(0).open_rows == 20);
  for (int i = 100; i < 140; ++i) REQUIRE(monitor.Take(Row(i)).ok());
  CHECK(monitor.Closing()->version == kServed);
}

TEST_CASE(
    "Beyond the kept versions the one that served longest ago is dropped, with all that was stored of it") {
  Monitor monitor(Hundred(), FindReference);
  std::map<std::string, std::string> state;
  for (int i = 0; i < 3; ++i) REQUIRE(monitor.Take(Row(i, 0, kServed + static_cast<uint64_t>(i))).ok());
  Apply(monitor.TakeChanges(), state);
  CHECK(state.count("version/engagement/3") == 0);
  CHECK(state.count("id/engagement/3/p0") == 0);
  CHECK(state.count("version/engagement/4") == 1);
  CHECK(state.count("id/engagement/5/p2") == 1);
}

TEST_CASE("Rows of a version without reference are passed over; a registry that is away is an error") {
  Monitor monitor(Hundred(), FindReference);
  CHECK(*monitor.Take(Row(0, 0, 10)) == Monitor::Outcome::kNoReference);
  CHECK(monitor.Statuses().empty());
  ServedRow row = Row(1);
  row.model = "away";
  CHECK(monitor.Take(row).status().code() == absl::StatusCode::kUnavailable);
}

TEST_CASE("A number in a column of categories is its text; text among numbers and unknown columns are told") {
  Monitor monitor(Hundred(), FindReference);
  for (int i = 0; i < 100; ++i) {
    ServedRow row = Row(i);
    row.values = {{"SessionsPerWeek", std::string("many")}, {"prediction", 1.0}, {"Unknown", 2.0}};
    REQUIRE(monitor.Take(row).ok());
  }
  const auto report = monitor.Closing();
  CHECK(report->verdict.state == drift::VerdictState::kSchemaChanged);
  CHECK(report->verdict.Find("SessionsPerWeek")->state == drift::ColumnState::kTypeChanged);
  CHECK(report->verdict.Find("SessionsPerWeek")->misfits == 100);
  CHECK(report->verdict.unknown_columns == std::map<std::string, int64_t>{{"Unknown", 100}});
  CHECK(report->verdict.Find("prediction")->current_missing == 0);
  CHECK(report->verdict.Find("prediction")->drifted);
  const auto again = ReportFromJson(ReportToJson(*report));
  REQUIRE(again.ok());
  CHECK(ReportToJson(*again) == ReportToJson(*report));
  const std::string html = ReportToHtml(*again, {});
  CHECK(html.find("SessionsPerWeek was a number, is a category") != std::string::npos);
  CHECK(html.find("the reference lacks Unknown, which 100 rows carry") != std::string::npos);
}

TEST_CASE("A column that no row carried is absent; one row of another type is told and is no drift") {
  Monitor monitor(Hundred(), FindReference);
  for (int i = 0; i < 200; ++i) {
    ServedRow row = Row(i);
    if (i < 100) row.values.erase(row.values.begin());
    if (i == 150) row.values[0].second = std::string("many");
    REQUIRE(monitor.Take(row).ok());
    if (i == 99) monitor.Close();
  }
  const auto first = monitor.FindReport("engagement", 1);
  CHECK(first->verdict.state == drift::VerdictState::kSchemaChanged);
  CHECK(first->verdict.Find("SessionsPerWeek")->state == drift::ColumnState::kAbsent);
  CHECK(first->quality.at(0).absent);
  const auto second = monitor.Closing();
  CHECK(second->verdict.state == drift::VerdictState::kSchemaChanged);
  CHECK(second->verdict.drifted_columns == 0);
  CHECK(second->verdict.Find("SessionsPerWeek")->note == "1 values are no numbers");
}

TEST_CASE("The quality of a window's columns is in its report, its page and what is kept of it") {
  Monitor monitor(Hundred(), FindReference);
  for (int i = 0; i < 100; ++i) {
    ServedRow row = Row(i);
    row.values[0].second = i < 40 ? drift::Value(25.0) : drift::Value();
    row.values[1].second = std::string(i == 0 ? "Medium" : "Low");
    REQUIRE(monitor.Take(row).ok());
  }
  const auto again = ReportFromJson(ReportToJson(*monitor.Closing()));
  REQUIRE(again->quality.size() == 2);
  CHECK(again->quality[0].missing_share == 0.6);
  CHECK(again->quality[0].constant);
  CHECK(again->quality[0].out_of_range == 40);
  CHECK(again->quality[1].new_categories == std::vector<std::string>{"Medium"});
  const std::string html = ReportToHtml(*again, {});
  CHECK(html.find("Data quality") != std::string::npos);
  CHECK(html.find("new: Medium") != std::string::npos);
  CHECK(html.find("Duplicate rows") == std::string::npos);
}

TEST_CASE("A monitor that was restored at any row ends as one that never stopped") {
  Monitor unbroken(Hundred(), FindReference);
  std::map<std::string, std::string> state;
  for (int i = 0; i < 430; ++i) {
    const double more = i >= 200 ? 5 : 0;
    REQUIRE(unbroken.Take(Row(i, more)).ok());
    if (unbroken.Closing().has_value()) unbroken.Close();

    Monitor restored(Hundred(), FindReference);
    REQUIRE(restored.Restore(state).ok());
    REQUIRE(restored.Take(Row(i, more)).ok());
    if (i > 0) CHECK(*restored.Take(Row(i - 1)) == Monitor::Outcome::kDuplicate);
    if (restored.Closing().has_value()) restored.Close();
    Apply(restored.TakeChanges(), state);
  }
  Monitor restored(Hundred(), FindReference);
  REQUIRE(restored.Restore(state).ok());
  const ModelStatus ours = restored.Statuses().at(0);
  const ModelStatus theirs = unbroken.Statuses().at(0);
  CHECK(ours.rows == theirs.rows);
  CHECK(ours.open_rows == 30);
  CHECK(ours.closed_windows == 4);
  CHECK(ours.retrain_requests == 1);
  CHECK(ours.duplicates > 300);
  CHECK(ReportToJson(*ours.last) == ReportToJson(*theirs.last));
  size_t ids = 0;
  for (const auto& [key, value] : state) ids += key.starts_with("id/") ? 1 : 0;
  CHECK(ids == 230);  // of the open window and the two before
}

TEST_CASE("A verdict that was written down as closing is the one that closes after a crash") {
  Monitor monitor(Hundred(), FindReference);
  std::map<std::string, std::string> state;
  for (int i = 0; i < 100; ++i) REQUIRE(monitor.Take(Row(i, 5)).ok());
  Apply(monitor.TakeChanges(), state);
  Monitor restored(Hundred(), FindReference);
  REQUIRE(restored.Restore(state).ok());
  REQUIRE(restored.Closing().has_value());
  CHECK(ReportToJson(*restored.Closing()) == ReportToJson(*monitor.Closing()));
  restored.Close();
  CHECK(restored.Statuses().at(0).closed_windows == 1);
  CHECK_FALSE(restored.Closing().has_value());
}

TEST_CASE("Reports are found by window; only the last are kept") {
  Monitor monitor(Hundred(), FindReference);
  CHECK(monitor.FindReport("engagement", 0).status().code() == absl::StatusCode::kNotFound);
  for (int w = 0; w < 5; ++w) TakeWindow(monitor, w * 100);
  CHECK(monitor.FindReport("engagement", 0)->window == 5);
  CHECK(monitor.FindReport("engagement", 3)->window == 3);
  const absl::Status gone = monitor.FindReport("engagement", 2).status();
  CHECK(std::string(gone.message()).find("windows 3 to 5") != std::string::npos);
}

TEST_CASE("State that cannot be read is named") {
  Monitor monitor(Hundred(), FindReference);
  for (const char* key : {"closing", "report/engagement/1", "model/engagement", "version/engagement/3",
                          "pane/engagement/3/x", "id/engagement/x/p", "reference/engagement/3", "other"}) {
    const absl::Status status = monitor.Restore({{key, "{"}});
    INFO(key << ": " << status.message());
    CHECK(status.code() == absl::StatusCode::kDataLoss);
  }
}

}  // namespace
}  // namespace yachay::drift_monitor
