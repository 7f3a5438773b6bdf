// What the feature store served during a live run, against what the log gives afterwards.
#include <google/protobuf/util/time_util.h>
#include <unistd.h>

#include <bit>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/features_export.h"
#include "cli/features_rebuild.h"
#include "cli/features_rows.h"
#include "events/codec.h"
#include "features/test_events.h"
#include "fixture/running_store.h"
#include "kafka/embedded_broker.h"
#include "testing/catch.h"
#include "training/csv.h"

namespace yachay {
namespace {

using feature_store::RunningStore;
using features::v1::FeatureColumn;

constexpr int kLearners = 200, kPartitions = 6, kReads = 120, kLearnersPerRead = 100;
constexpr std::int64_t kAsOf = features::kT0 + 20 * features::kDayMs;
constexpr char kErased[] = "learner-erased-0";
const events::Topics kTopics;
const std::vector<std::string> kViews = {"engagement:*", "tracer:*",  "device:*",   "connection:*",
                                         "profile:*",    "content:*", "progress:*", "rewards:*"};

std::string LearnerId(int number) { return absl::StrCat("learner-", number); }

// A life for every learner, mixed; some events twice, one record that is none, and one learner who is erased
// half-way and goes on sending.
std::vector<kafka::Record> MakeLog() {
  std::vector<kafka::Record> log;
  const auto add = [&](const events::Event& event) {
    log.push_back({event.learner_id, events::Encode(event), {}});
  };
  int number = 0;
  for (auto& event : features::RandomEvents(11, 20'000, 20)) {
    event.learner_id = number % 400 == 7 ? kErased : LearnerId(number % kLearners);
    if (number == 10'007) event.payload = events::ErasureRequested{"request-1"};
    add(event);
    if (number++ % 9 == 0) add(event);
  }
  log.insert(log.begin() + 500, {"learner-1", "not an event", {}});
  return log;
}

std::size_t NextOffsets(RunningStore& store) {
  std::size_t next = 0;
  const auto position = store.Position();
  for (const auto& p : position.partitions()) next += static_cast<std::size_t>(p.next_offset());
  return next;
}

void WaitFor(RunningStore& store, std::size_t records) {
  for (int i = 0; i < 1200 && NextOffsets(store) < records; ++i) absl::SleepFor(absl::Milliseconds(50));
  REQUIRE(NextOffsets(store) >= records);
}

// Publishes the `part`-th of kReads parts of the log; the store follows at its own pace.
void PublishPart(kafka::Producer& producer, const std::vector<kafka::Record>& log, std::size_t part) {
  for (std::size_t i = log.size() * part / kReads; i < log.size() * (part + 1) / kReads; ++i)
    REQUIRE(producer.Produce(kTopics.learner_events(), log[i], [](auto) {}).ok());
  REQUIRE(producer.Flush(absl::Seconds(20)).ok());
}

// Reads while the log grows; each pair of learner and time goes to the labels with where the store stood.
std::vector<std::shared_ptr<features::v1::GetFeaturesResponse>> ReadLive(
    RunningStore& store, kafka::Producer& producer, const std::vector<kafka::Record>& log,
    std::ostream& labels) {
  std::vector<std::shared_ptr<features::v1::GetFeaturesResponse>> answers;
  for (int read = 0; read < kReads; ++read) {
    PublishPart(producer, log, static_cast<std::size_t>(read));
    if (read == 0) WaitFor(store, 1);  // it has joined its group
    features::v1::GetFeaturesRequest request;
    for (const auto& view : kViews) request.add_features(view);
    for (int i = 0; i < kLearnersPerRead; ++i)
      request.add_learner_ids(LearnerId((read * 37 + i) % kLearners));
    const std::int64_t as_of = kAsOf + read * 60'000;
    *request.mutable_as_of() = google::protobuf::util::TimeUtil::MillisecondsToTimestamp(as_of);
    request.set_with_read_at(true);
    answers.push_back(std::make_shared<features::v1::GetFeaturesResponse>());
    REQUIRE(store.Get(request, answers.back().get()).ok());
    std::string position;
    for (const auto& at : answers.back()->read_at())
      absl::StrAppend(&position, at.partition(), ":", at.offset(), " ");
    for (const auto& learner : request.learner_ids())
      labels << learner << "," << as_of << ",x," << position << "\n";
  }
  return answers;
}

bool SameBits(std::string_view cell, const FeatureColumn& column, int row) {
  if (column.statuses(row) != features::v1::FEATURE_STATUS_PRESENT) return cell.empty();
  if (column.type() == features::v1::FEATURE_TYPE_TEXT) return cell == column.texts(row);
  if (column.type() == features::v1::FEATURE_TYPE_NUMBER) {
    double value = 0;
    const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return read.ptr == cell.data() + cell.size() &&
           std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(column.numbers(row));
  }
  const auto map = nlohmann::json::parse(cell);
  const auto& served = column.maps(row);
  bool same = static_cast<int>(map.size()) == served.keys_size();
  for (int i = 0; same && i < served.keys_size(); ++i) {
    same = std::bit_cast<std::uint64_t>(map.at(served.keys(i)).get<double>()) ==
           std::bit_cast<std::uint64_t>(served.values(i));
  }
  return same;
}

// Of the states that are served; when files were rewritten is no matter of the log.
std::map<std::string, std::string> Contents(const std::string& folder) {
  std::map<std::string, std::string> all;
  std::string hash;
  std::ifstream(folder + "/current") >> hash;
  const auto kv = *kv::Store::Open(folder + "/" + hash, {});
  REQUIRE(kv->Scan("", [&](std::string_view key, std::string_view value) {
              if (key != "m/purged") all.emplace(key, value);
              return true;
            }).ok());
  return all;
}

// Sends what the process says to a file, until End gives it back.
class CapturedLog {
 public:
  explicit CapturedLog(const std::string& path)
      : path_(path), out_(dup(STDOUT_FILENO)), error_(dup(STDERR_FILENO)) {
    FILE* file = std::fopen(path.c_str(), "w");
    dup2(fileno(file), STDOUT_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    std::fclose(file);
  }
  ~CapturedLog() {
    if (!ended_) std::cout << End();  // a test that failed says why there
  }
  std::string End() {
    std::fflush(stdout);
    dup2(out_, STDOUT_FILENO);
    dup2(error_, STDERR_FILENO);
    ended_ = true;
    std::ostringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }

 private:
  const std::string path_;
  const int out_, error_;
  bool ended_ = false;
};

}  // namespace

TEST_CASE(
    "what was served live equals what is exported and rebuilt from the log, and the erased are in none of "
    "it") {
  kafka::EmbeddedBroker::Options brokers;
  brokers.topics = {{kTopics.learner_events(), kPartitions}, {kTopics.dead_letters(), 1}};
  const auto broker = *kafka::EmbeddedBroker::Start(std::move(brokers));
  for (const char* folder : {"live", "rebuilt"}) std::filesystem::remove_all(folder);
  const auto log = MakeLog();
  CapturedLog captured("log.txt");

  std::ofstream labels("labels.csv");
  labels << "learner_id,as_of_ms,label,position\n";
  std::vector<std::shared_ptr<features::v1::GetFeaturesResponse>> answers;
  {
    RunningStore store(broker->brokers(), "live", kAsOf, {.erasure_salt = "pepper"});
    const auto producer = *kafka::Producer::Create({.brokers = broker->brokers()});
    answers = ReadLive(store, *producer, log, labels);
    WaitFor(store, log.size());
    const auto [found, receipt] = store.Receipt(kErased);
    CHECK(found.ok());
    CHECK(receipt.request_id() == "request-1");
    CHECK(receipt.erased_events() > 0);
    CHECK(receipt.dropped_events() > 0);
  }
  labels << kErased << "," << kAsOf << ",x,0:999999 1:999999 2:999999 3:999999 4:999999 5:999999\n";
  labels.close();
  const auto trimmed = broker->Trimmed();
  INFO(trimmed.status().message());
  REQUIRE(trimmed.ok());
  REQUIRE(trimmed->empty());

  std::ostringstream out;
  cli::Cli cli{.json = true, .out = out};
  cli::ExportOptions options;
  options.log.brokers = broker->brokers();
  options.labels = "labels.csv";
  options.out = "rows.csv.gz";
  options.cut = "position";
  options.features = kViews;
  options.definitions.consent = "assumed";  // as RunningStore
  const absl::Status exported = cli::Export(options, cli);
  INFO(exported.message());
  REQUIRE(exported.ok());
  const std::string text = *cli::ReadWhole("rows.csv.gz");
  const auto table = *training::CsvTable::Parse(text, "rows.csv.gz");
  REQUIRE(table.rows() == std::size_t{kReads} * kLearnersPerRead);  // all but the erased learner
  std::size_t equal = 0, cells = 0, present = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto& answer = *answers[row / kLearnersPerRead];
    for (int c = 0; c < answer.columns_size(); ++c) {
      const int r = static_cast<int>(row % kLearnersPerRead);
      ++cells;
      present += answer.columns(c).statuses(r) == features::v1::FEATURE_STATUS_PRESENT ? 1 : 0;
      equal += SameBits(table.at(row, static_cast<std::size_t>(c) + 3), answer.columns(c), r) ? 1 : 0;
    }
  }
  CHECK(equal == cells);
  CHECK(present > cells / 4);        // it was a life, not silence,
  CHECK(present < cells * 19 / 20);  // and read while it was going on (counts are there from the first event)

  std::ofstream("salt") << "pepper\n";
  const absl::Status rebuilt = cli::Rebuild({.log = {.brokers = broker->brokers()},
                                             .store = "rebuilt",
                                             .definitions = {.consent = "assumed"},
                                             .erasure_salt_file = "salt"},
                                            cli);
  INFO(rebuilt.message());
  REQUIRE(rebuilt.ok());
  const auto live = Contents("live");
  CHECK(live.size() > 2 * kLearners);
  CHECK(live == Contents("rebuilt"));

  const std::string said = captured.End();
  CHECK(said.find("following a partition") != std::string::npos);
  CHECK(said.find(kErased) == std::string::npos);
  CHECK(text.find(kErased) == std::string::npos);
  for (const auto& [key, value] : live) {
    CHECK(key.find(kErased) == std::string::npos);
    CHECK(value.find(kErased) == std::string::npos);
  }
}

}  // namespace yachay
