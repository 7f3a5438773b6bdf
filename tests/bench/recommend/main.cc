// Recommend 20 of 10,000 items, through gRPC, with a real feature store and a real inference behind it: the
// slowest of a hundred calls, and how much of a call is spent on choosing.
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "adapters/cloud_event.h"
#include "adapters/dependencies.h"
#include "adapters/probe.h"
#include "adapters/recommendation_log.h"
#include "adapters/recommendation_rpc.h"
#include "bench/echo/echo.h"
#include "bench/recommend/neighbours.h"
#include "service/tls.h"

namespace yachay::bench {
namespace {

namespace rec = yachay::recommendation;

constexpr char kMethod[] = "/yachay.recommendation.v1.Recommendation/Recommend";
constexpr int kItems = 10'000, kLearners = 2000, kEvents = 30, kCalls = 3000, kWarmUp = 200;
constexpr double kMostMs = 10, kLeastShare = 0.5;

rec::Content Item(int number) {
  rec::Content content{.id = absl::StrCat("item-", number),
                       .title = absl::StrCat("Item ", number),
                       .skills = {absl::StrCat("skill-", number % 60)},
                       .language = "es",
                       .grade_max = 13,
                       .difficulty = -3 + 6.0 * (number % 997) / 997,
                       .expected_seconds = 60 + number % 600,
                       .variants = {{"t", delivery::VariantKind::kText, 20'000, 64},
                                    {"a", delivery::VariantKind::kAudio, 300'000, 128},
                                    {"s", delivery::VariantKind::kStandard, 2'000'000, 512},
                                    {"h", delivery::VariantKind::kHigh, 20'000'000, 2048}}};
  if (number % 3 == 0) content.skills.push_back(absl::StrCat("skill-", (number / 3) % 60));
  return content;
}

taste::Taste MadeUpTaste() {
  std::vector<taste::Item> items;
  for (int item = 0; item < kItems; item += 2) {
    taste::Item& made = items.emplace_back(taste::Item{.id = absl::StrCat("item-", item), .evidence = 10.0});
    for (int f = 0; f < 32; ++f) made.factors.push_back(static_cast<float>((item * 31 + f * 17) % 101) / 500);
  }
  return *taste::Taste::Create(std::move(items), 20, 1);
}

std::vector<std::string> RankerFeatures() {
  return {rec::PairFeatureNames().begin(), rec::PairFeatureNames().end()};
}

std::vector<std::string> SuccessFeatures() {
  return {learning::SuccessFeatureNames().begin(), learning::SuccessFeatureNames().end()};
}

// That all items were fitted.
learning::Calibration MadeUpCalibration() {
  learning::Calibration calibration;
  for (int item = 0; item < kItems; ++item) calibration.item_answers[absl::StrCat("item-", item)] = 100;
  for (int skill = 0; skill < 60; ++skill) calibration.skill_answers[absl::StrCat("skill-", skill)] = 10'000;
  return calibration;
}

double Milliseconds(absl::Duration duration) { return absl::ToDoubleMilliseconds(duration); }

double Quantile(std::vector<double> values, double share) {
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

// The service's parts behind gRPC. Its log goes to a broker that is not there: that may delay nobody.
class Service {
 public:
  Service(const std::string& feature_store, const std::string& inference)
      : taste_(MadeUpTaste()),
        sources_(*rec::Sources::Connect({feature_store, inference}, {})),
        producer_(*kafka::Producer::Create({.brokers = "127.0.0.1:1"})),
        log_(*producer_, "none", [] {}),
        next_items_({.shelves = &shelves_,
                     .dependencies = &dependencies_,
                     .executor = &executor_,
                     .policy = {},
                     .calibration = [made = std::make_shared<const rec::FittedCalibration>(
                                         rec::WithFingerprint(MadeUpCalibration()))] { return made; },
                     .now = &absl::Now}),
        rpc_({.next_items = &next_items_,
              .dependencies = &dependencies_,
              .log = &log_,
              .probe = &probe_,
              .executor = &executor_,
              .texts = &texts_,
              .policy = {},
              .now = &absl::Now,
              .new_id = &rec::NewUuid}) {
    for (int item = 0; item < kItems; ++item) {
      rec::ContentChange change{.content = Item(item), .state = rec::State::kPublished};
      if (!catalog_.Apply(change).applied) std::abort();
    }
    int port = 0;
    server_ = grpc::ServerBuilder()
                  .AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port)
                  .RegisterService(&rpc_)
                  .BuildAndStart();
    address = absl::StrCat("127.0.0.1:", port);
  }
  ~Service() {
    server_->Shutdown();
    executor_.Join();
  }

  // Filtering, features and heuristic scores of one answer, then the ranker's scores of the shortlist;
  // milliseconds.
  double Scoring() {
    static const rec::Shelf shelf(*catalog_.Published(), &taste_);
    rec::Learner learner;
    learner.answers = 10, learner.correct = 7;
    learner.mastery = {{"skill-0", 0.6}, {"skill-1", 0.3}, {"skill-2", 0.8}, {"skill-3", 0.5}};
    learner.recall = {{"skill-0", 0.8}, {"skill-1", 0.9}, {"skill-2", 0.95}, {"skill-3", 0.99}};
    for (int i = 0; i < 10; ++i) learner.completed_at_ms[absl::StrCat("item-", i * 20)] = 1.0;
    rec::Request request{.recommendation_id = "x", .count = 20, .now_ms = 1'700'000'000'000};
    const absl::Time begin = absl::Now();
    const rec::Shortlist list = rec::MakeShortlist(shelf, learner, {}, request, {});
    absl::Notification scored;
    dependencies_.models().Ask(list.features, {}, begin, {begin + absl::Seconds(5)}, [&](const auto& said) {
      if (!said.ranker.ok()) std::abort();
      scored.Notify();
    });
    scored.WaitForNotification();
    return Milliseconds(absl::Now() - begin);
  }

  std::string address;

 private:
  service::Metrics metrics_;
  rec::Probe probe_{metrics_};
  service::Executor executor_{2, 100};
  rec::Catalog catalog_;
  const taste::Taste taste_;
  rec::ShelfCache shelves_{
      catalog_, [this] { return std::shared_ptr<const taste::Taste>(std::shared_ptr<void>(), &taste_); }};
  const rec::Texts texts_ = *rec::Texts::Load(rec::BuiltInTexts());
  const rec::Sources sources_;
  const rec::Dependencies dependencies_{sources_, {}};
  std::unique_ptr<kafka::Producer> producer_;
  rec::RecommendationLog log_;
  const rec::NextItems next_items_;
  rec::RecommendationRpc rpc_;
  std::unique_ptr<grpc::Server> server_;
};

grpc::ByteBuffer Request(int call) {
  rec::v1::RecommendRequest request;
  request.set_learner_id(LearnerName(call * 37 % kLearners));
  request.set_count(20);
  request.mutable_context()->set_language("es");
  request.mutable_context()->set_downlink_kbps(2000);
  return ToBytes(request.SerializeAsString());
}

void CheckAnswer(const std::string& bytes) {
  rec::v1::RecommendResponse answer;
  if (answer.ParseFromString(bytes) && answer.items_size() == 20 && answer.ranker_version() == 1 &&
      answer.success_version() == 1 && answer.fallback() == rec::v1::FALLBACK_NONE) {
    return;
  }
  std::cerr << "not a full answer of the models: " << answer.items_size() << " items, " << answer.policy()
            << ", " << rec::v1::Fallback_Name(answer.fallback()) << "\n";
  std::exit(1);
}

void Print(const char* name, double ours, double baseline, double ratio, double budget, bool ok,
           const char* unit) {
  std::cout << nlohmann::ordered_json({{"name", name},
                                       {"ours", ours},
                                       {"baseline", baseline},
                                       {"ratio", ratio},
                                       {"budget", budget},
                                       {"ok", ok},
                                       {"unit", unit}})
                   .dump()
            << std::endl;
}

// Ours, the bare call of the same sizes and scoring alone, in turn.
void Measure(Service& service) {
  const BytesClient client(service.address, kMethod);
  for (int call = 0; call < kWarmUp; ++call) CheckAnswer(client.Answer(Request(call)));
  const EchoServer server(client.Answer(Request(0)));
  const BytesClient echo(server.address(), kMethod);
  std::vector<double> ours, bare, scoring;
  for (int call = 0; call < kCalls; ++call) {
    const grpc::ByteBuffer request = Request(call);
    const absl::Time begin = absl::Now();
    const std::string answer = client.Answer(request);
    const absl::Time middle = absl::Now();
    echo.Call(request);
    const absl::Time end = absl::Now();
    CheckAnswer(answer);
    ours.push_back(Milliseconds(middle - begin));
    bare.push_back(Milliseconds(end - middle));
    if (call % 4 == 0) scoring.push_back(service.Scoring());
  }
  const double p99 = Quantile(ours, 0.99), median = Quantile(ours, 0.5),
               share = Quantile(scoring, 0.5) / median;
  Print("recommend/p99_20_of_10000", p99, Quantile(bare, 0.99), p99 / kMostMs, 1, p99 <= kMostMs, "ms");
  Print("recommend/scoring_share", Quantile(scoring, 0.5), median, share, kLeastShare, share >= kLeastShare,
        "ms");
}

}  // namespace
}  // namespace yachay::bench

int main() {
  using namespace yachay::bench;
  const std::string folder =
      absl::StrCat(std::filesystem::temp_directory_path().string(), "/bench-recommend-", getpid());
  std::filesystem::create_directories(folder);
  std::filesystem::current_path(folder);  // inference's registry is made where one stands
  {
    const auto calibration = MadeUpCalibration();
    const KnownLearners learners(folder + "/store", kLearners, kEvents, ToJson(calibration));
    const Models models(learners.address(), RankerFeatures(), SuccessFeatures(), Fingerprint(calibration));
    Service service(learners.address(), models.address());
    Measure(service);
  }
  std::filesystem::remove_all(folder);
}
