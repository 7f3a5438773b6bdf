#include "cli/features_export.h"

#include <google/protobuf/util/json_util.h>

#include <bit>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/features_labels.h"
#include "cli/features_origin.h"
#include "cli/features_rows.h"
#include "events/codec.h"
#include "features/engagement.h"
#include "testing/catch.h"
#include "training/csv.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::cli {
namespace {

constexpr std::int64_t kT0 = 1'780'272'000'000;  // 2026-06-01 00:00 UTC

std::string Line(int number, const std::string& learner, std::int64_t at_ms, events::Payload payload) {
  events::Event event;
  event.event_id = absl::StrCat("00000000-0000-4000-8000-", absl::Dec(number, absl::kZeroPad12));
  event.learner_id = learner;
  event.game_id = "game";
  event.occurred_at_ms = at_ms;
  event.received_at_ms = at_ms + 1000;
  event.payload = std::move(payload);
  std::string json;
  CHECK(google::protobuf::util::MessageToJsonString(events::ToProto(event), &json).ok());
  return json;
}

void Write(const std::string& path, const std::vector<std::string>& lines) {
  std::ofstream out(path);
  for (const auto& line : lines) out << line << "\n";
}

void Append(const std::string& path, const std::string& line) {
  std::ofstream(path, std::ios::app) << line << "\n";
}

// Two files of events: ana's and ben's, and eva's, who is erased at the end.
ExportOptions Recorded(const std::string& out) {
  Write("ana.jsonl", {Line(1, "ana", kT0, events::LevelReached{2}), "no event",
                      Line(2, "ben", kT0, events::LevelReached{7}),
                      Line(3, "ana", kT0 + 60'000, events::PreferenceSet{"audio", "\"on\", loud"}),
                      Line(4, "ana", kT0 + 120'000, events::LevelReached{3})});
  Write("eva.jsonl", {Line(5, "eva", kT0, events::LevelReached{2}),
                      Line(6, "eva", kT0 + 9, events::ErasureRequested{"r"})});
  Write("labels.csv", {"label,learner_id,as_of_ms", absl::StrCat("High,ana,", kT0 + 119'000),
                       absl::StrCat("Low,eva,", kT0 + 119'000), absl::StrCat("\"a,b\",ben,", kT0 + 119'000),
                       absl::StrCat("x,nobody,", kT0), absl::StrCat("Low,ana,", kT0 + 999'000)});
  ExportOptions options;
  options.log.recorded = {"ana.jsonl", "eva.jsonl"};
  options.labels = "labels.csv";
  options.out = out;
  options.definitions.consent = "assumed";
  options.features = {"engagement:PlayerLevel", "content:preferences", "profile:grade"};
  std::filesystem::remove_all(out);
  std::filesystem::remove_all(out + ".parts");
  return options;
}

nlohmann::json Run(const ExportOptions& options) {
  std::ostringstream out;
  Cli cli{.json = true, .out = out};
  const absl::Status status = Export(options, cli);
  INFO(status.message());
  REQUIRE(status.ok());
  return nlohmann::json::parse(out.str());
}

}  // namespace

TEST_CASE("an export has a row per label of a learner on the log, in the labels' order, as of its time") {
  for (const std::string out : {"rows.csv", "rows.csv.gz"}) {
    const auto document = Run(Recorded(out));
    CHECK(document["rows"] == 3);
    CHECK(document["labels"] == 5);
    const std::string text = *ReadWhole(out);
    CHECK(text.find("eva") == std::string::npos);
    const auto table = training::CsvTable::Parse(text, out);
    REQUIRE(table.ok());
    CHECK(table->columns() == std::vector<std::string>{"learner_id", "as_of_ms", "label",
                                                       "engagement:PlayerLevel", "content:preferences",
                                                       "profile:grade"});
    REQUIRE(table->rows() == 3);
    CHECK(table->at(0, 0) == "ana");
    CHECK(table->at(0, 3) == "2");
    CHECK(nlohmann::json::parse(table->at(0, 4)) == nlohmann::json{{"audio=\"on\", loud", kT0 + 60'000}});
    CHECK(table->at(0, 5) == "");
    CHECK(table->at(1, 2) == "a,b");
    CHECK(table->at(1, 3) == "7");
    CHECK(table->at(2, 3) == "3");
    CHECK_FALSE(std::filesystem::exists(out + ".parts"));
  }
  std::ifstream gzip("rows.csv.gz", std::ios::binary);
  CHECK(gzip.get() == 0x1F);
}

TEST_CASE("an export that was stopped goes on with the partitions that are missing, to the same rows") {
  const auto options = Recorded("resumed.csv");
  Run(options);
  const std::string whole = *ReadWhole("resumed.csv");

  auto stopped = Recorded("resumed.csv");
  stopped.log.recorded[1] = "gone.jsonl";
  std::filesystem::remove("gone.jsonl");
  std::ostringstream out;
  Cli cli{.json = true, .out = out};
  CHECK(absl::IsNotFound(Export(stopped, cli)));
  CHECK_FALSE(std::filesystem::exists("resumed.csv"));
  CHECK(std::filesystem::exists("resumed.csv.parts/0.gz"));
  std::filesystem::copy_file("eva.jsonl", "gone.jsonl");
  CHECK(Run(stopped)["resumed_partitions"] == 1);
  CHECK(*ReadWhole("resumed.csv") == whole);

  std::filesystem::remove("gone.jsonl");
  CHECK_FALSE(Export(stopped, cli).ok());
  Write("labels.csv", {"learner_id,as_of_ms,label", absl::StrCat("ana,", kT0 + 119'000, ",High")});
  std::filesystem::copy_file("eva.jsonl", "gone.jsonl");
  const auto document = Run(stopped);  // other labels: all anew
  CHECK(document["resumed_partitions"] == 0);
  CHECK(document["rows"] == 1);
}

TEST_CASE("beside an export stands by which views it was made, as long as it is that export") {
  Run(Recorded("origin.csv"));
  const auto fingerprint = [] { return training::CsvTable::Read("origin.csv")->fingerprint(); };
  const auto views = ReadOrigin("origin.csv", fingerprint());
  INFO(views.status().ToString());
  REQUIRE(views.ok());
  REQUIRE(views->size() == 3);
  CHECK((*views)[0].name == "content");
  CHECK((*views)[1].name == "engagement");
  CHECK((*views)[1].hash == features::EngagementViews().views().front().hash);
  CHECK((*views)[2].name == "profile");

  Append("origin.csv", "ana,1,Low,1,,");
  CHECK(absl::IsFailedPrecondition(ReadOrigin("origin.csv", fingerprint()).status()));
  std::filesystem::remove("origin.csv.views.json");
  CHECK(absl::IsNotFound(ReadOrigin("origin.csv", fingerprint()).status()));
}

// An export that got through the first partition, and was stopped at the second.
ExportOptions Stopped(const std::string& out) {
  auto options = Recorded(out);
  options.log.recorded[1] = "missing.jsonl";
  std::filesystem::remove("missing.jsonl");
  std::ostringstream ignored;
  Cli cli{.json = true, .out = ignored};
  CHECK(absl::IsNotFound(Export(options, cli)));
  REQUIRE(std::filesystem::exists(out + ".parts/0.gz"));
  std::filesystem::copy_file("eva.jsonl", "missing.jsonl");
  return options;
}

TEST_CASE("who was erased while an export was stopped is not in it") {
  const auto options = Stopped("erased.csv");
  Append("ana.jsonl", Line(7, "ben", kT0 + 500'000, events::ErasureRequested{"r"}));
  const auto document = Run(options);
  CHECK(document["rows"] == 2);
  CHECK(document["resumed_partitions"] == 0);
  CHECK(ReadWhole("erased.csv")->find("ben") == std::string::npos);
}

TEST_CASE("who withdrew the consent to training while an export was stopped is not in it") {
  using Purpose = events::ConsentChanged::Purpose;
  const auto options = Stopped("withdrawn.csv");
  Append("ana.jsonl", Line(7, "ana", kT0 + 500'000, events::ConsentChanged{Purpose::kTraining, false}));
  CHECK(Run(options)["rows"] == 1);
  CHECK(ReadWhole("withdrawn.csv")->find("ana") == std::string::npos);
}

TEST_CASE("what else came while an export was stopped leaves the kept rows as they are") {
  const auto options = Stopped("grown.csv");
  Append("ana.jsonl", Line(7, "ben", kT0 + 500'000, events::LevelReached{8}));
  Append("ana.jsonl", Line(8, "zoe", kT0 + 500'000, events::ErasureRequested{"r"}));  // has no label
  const auto document = Run(options);
  CHECK(document["rows"] == 3);
  CHECK(document["resumed_partitions"] == 1);
}

TEST_CASE("rows of a log that was cut since are made anew") {
  const auto options = Stopped("cut.csv");
  Write("ana.jsonl", {Line(2, "ben", kT0, events::LevelReached{7})});
  const auto document = Run(options);
  CHECK(document["rows"] == 1);
  CHECK(document["resumed_partitions"] == 0);
}

TEST_CASE("labels that cannot be read are refused with their place") {
  const auto refusal = [](const std::vector<std::string>& lines, feature_store::Cut cut) {
    Write("bad.csv", lines);
    return std::string(ReadLabels("bad.csv", cut).status().message());
  };
  using feature_store::Cut;
  CHECK(refusal({"learner_id,as_of_ms", "a,5"}, Cut::kArrival).find("label") != std::string::npos);
  CHECK(refusal({"learner_id,as_of_ms,label", "a,5,x", "b,now,x"}, Cut::kArrival).find("bad.csv:3:2") == 0);
  CHECK(refusal({"learner_id,as_of_ms,label", ",5,x"}, Cut::kArrival).find("bad.csv:2:1") == 0);
  CHECK(refusal({"learner_id,as_of_ms,label", "a,5,x"}, Cut::kPosition).find("position") !=
        std::string::npos);
  CHECK(refusal({"learner_id,as_of_ms,label,position", "a,5,x,0;1"}, Cut::kPosition).find("bad.csv:2:4") ==
        0);
  CHECK(ParseOffsets("3:120 4:-1")->at(3) == 120);
  for (const char* bad : {"3", "a:b", "3:1:2", "-1:5"}) CHECK_FALSE(ParseOffsets(bad).ok());
}

TEST_CASE("numbers in a row read back to the same bits") {
  for (const double value : {0.1, 1.0 / 3, 1e-310, -0.0, 1.7976931348623157e308, 42.0}) {
    feature_store::Column column;
    column.numbers = {value};
    column.statuses = {feature_store::ValueStatus::kPresent};
    const std::string line = RowLine({"ana", 5, {}}, "x", {column});
    const double back = std::strtod(line.substr(8).c_str(), nullptr);
    CHECK(std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(value));
  }
}

}  // namespace yachay::cli
