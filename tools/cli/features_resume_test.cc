// An export from a broker that is stopped, and goes on when the log has grown.
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/features_export.h"
#include "cli/features_rows.h"
#include "events/codec.h"
#include "events/topics.h"
#include "kafka/embedded_broker.h"
#include "kafka/producer.h"
#include "testing/catch.h"

namespace yachay::cli {
namespace {

constexpr std::int64_t kT0 = 1'780'272'000'000;  // 2026-06-01 00:00 UTC
constexpr int kLearners = 8;

struct Stand {
  Stand() {
    std::filesystem::remove_all("resume.csv");
    std::filesystem::remove_all("resume.csv.parts");
    std::ofstream labels("resume-labels.csv");
    labels << "learner_id,as_of_ms,label\n";
    for (int i = 0; i < kLearners; ++i) {
      Put(i, events::LevelReached{static_cast<std::uint32_t>(i + 1)});
      labels << "learner-" << i << "," << kT0 + 1'000'000 << ",x\n";
    }
    options.log.brokers = broker->brokers();
    options.labels = "resume-labels.csv";
    options.out = "resume.csv";
    options.definitions.consent = "assumed";
    options.features = {"engagement:PlayerLevel"};
  }

  void Put(int learner, events::Payload payload) {
    events::Event event;
    event.event_id = absl::StrCat("00000000-0000-4000-8000-", absl::Dec(++number, absl::kZeroPad12));
    event.learner_id = absl::StrCat("learner-", learner);
    event.game_id = "game";
    event.occurred_at_ms = kT0 + number;
    event.received_at_ms = kT0 + number;
    event.payload = std::move(payload);
    REQUIRE((*producer)
                ->Produce(topics.learner_events(), {event.learner_id, events::Encode(event), {}}, [](auto) {})
                .ok());
    REQUIRE((*producer)->Flush(absl::Seconds(30)).ok());
  }
  // All partitions are read; then the file cannot be written, because a folder lies there.
  void Stop() {
    std::filesystem::create_directories("resume.csv/in-the-way");
    std::ostringstream ignored;
    Cli cli{.json = true, .out = ignored};
    CHECK_FALSE(Export(options, cli).ok());
    REQUIRE(std::filesystem::exists("resume.csv.parts/3.gz"));
    std::filesystem::remove_all("resume.csv");
  }
  nlohmann::json GoOn() const {
    std::ostringstream out;
    Cli cli{.json = true, .out = out};
    const absl::Status done = Export(options, cli);
    INFO(done.ToString());
    REQUIRE(done.ok());
    return nlohmann::json::parse(out.str());
  }

  int number = 0;
  const events::Topics topics;
  std::unique_ptr<kafka::EmbeddedBroker> broker =
      *kafka::EmbeddedBroker::Start({.topics = {{topics.learner_events(), 4}}});
  absl::StatusOr<std::unique_ptr<kafka::Producer>> producer =
      kafka::Producer::Create({.brokers = broker->brokers()});
  ExportOptions options;
};

TEST_CASE("an export that was stopped reads only the partitions again whose learners went") {
  Stand stand;
  stand.Stop();
  stand.Put(1, events::LevelReached{50});
  stand.Put(5, events::ErasureRequested{"r"});
  const auto document = stand.GoOn();
  CHECK(document["rows"] == kLearners - 1);
  CHECK(document["resumed_partitions"] == 3);
  CHECK(ReadWhole("resume.csv")->find("learner-5") == std::string::npos);
}

TEST_CASE("an export that was stopped goes on where the log stands still") {
  Stand stand;
  stand.Stop();
  const auto document = stand.GoOn();
  CHECK(document["rows"] == kLearners);
  CHECK(document["resumed_partitions"] == 4);
}

}  // namespace
}  // namespace yachay::cli
