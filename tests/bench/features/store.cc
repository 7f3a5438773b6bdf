#include "bench/features/store.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "features/test_events.h"

namespace yachay::bench {
namespace {

constexpr char kNoBroker[] = "127.0.0.1:1";
constexpr int kTemplates = 4096;  // events that learners' lives are drawn from
constexpr std::size_t kBatch = 500;

}  // namespace

std::string LearnerId(int number) { return absl::StrCat("learner-", absl::Dec(number, absl::kZeroPad8)); }

FilledStore::FilledStore(const std::string& folder, std::size_t cached_states, const std::string& calibration)
    : probe_(metrics_) {
  std::filesystem::remove_all(folder);
  auto sources = *feature_store::ReadDefinitionSources("", "");
  sources.calibration = calibration;
  generations_ = *feature_store::Generations::Open(folder, sources, {.cached_states = cached_states});
  producer_ = *kafka::Producer::Create({.brokers = kNoBroker});
  dead_letters_ = std::make_unique<feature_store::DeadLetters>(*producer_, "none");
  follower_ = *feature_store::LogFollower::Create({.brokers = kNoBroker, .topic = "none"}, *generations_,
                                                  *dead_letters_, probe_);
  rpc_ = std::make_unique<feature_store::GrpcFeatureStore>(feature_store::GrpcFeatureStore::Parts{
      *generations_, *follower_, executor_, [] { return features::kT0 + 20 * features::kDayMs; }, probe_});
  int port = 0;
  server_ = grpc::ServerBuilder()
                .AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port)
                .RegisterService(rpc_.get())
                .BuildAndStart();
  address_ = absl::StrCat("127.0.0.1:", port);
}

FilledStore::~FilledStore() {
  server_->Shutdown();
  executor_.Join();
}

double FilledStore::Fill(int first, int last, int per_learner) {
  static const auto templates = features::RandomEvents(3, kTemplates, 20);
  absl::Duration applying;
  std::vector<feature_store::LogRecord> batch;
  const auto apply = [&] {
    const absl::Time begin = absl::Now();
    if (!generations_->Apply(batch).ok()) std::abort();
    applying += absl::Now() - begin;
    batch.clear();
  };
  for (int round = 0; round < per_learner; ++round) {
    for (int learner = first; learner < last; ++learner) {
      auto event = templates[static_cast<std::size_t>(learner * 7 + round * 61) % kTemplates];
      event.event_id = features::Uuid(static_cast<std::uint64_t>(next_offset_));
      event.learner_id = LearnerId(learner);
      batch.push_back({0, next_offset_++, std::move(event)});
      if (batch.size() == kBatch) apply();
    }
  }
  apply();
  return absl::ToDoubleSeconds(applying);
}

}  // namespace yachay::bench
