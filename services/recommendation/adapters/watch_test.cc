// Gamification.Watch: on any pod, in any order of ends.
#include <google/protobuf/timestamp.pb.h>

#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "adapters/gamification_fixture.h"
#include "yachay/features/v1/features.grpc.pb.h"

namespace yachay::recommendation {
namespace {

// A call of Watch that has begun.
class Watching {
 public:
  Watching(Pod& pod, const std::string& learner, std::optional<google::protobuf::Timestamp> since = {},
           std::uint32_t items = 0) {
    wire::WatchRequest request;
    request.set_learner_id(learner);
    request.set_items(items);
    if (since) *request.mutable_since() = *since;
    reader_ = pod.stub->Watch(&context_, request);
    REQUIRE(reader_->Read(&first));
    REQUIRE(first.has_watching());
  }
  wire::WatchResponse Next() {
    wire::WatchResponse update;
    REQUIRE(reader_->Read(&update));
    return update;
  }
  grpc::Status Cancel() {
    context_.TryCancel();
    return End();
  }
  grpc::Status End() {
    wire::WatchResponse update;
    while (reader_->Read(&update)) continue;
    return reader_->Finish();
  }
  wire::WatchResponse first;

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<wire::WatchResponse>> reader_;
};

// Knows of a learner only what was seen.
class SeenStore : public features::v1::FeatureStore::Service {
 public:
  void See(const std::string& content_id) {
    absl::MutexLock lock(&mutex_);
    seen_ = content_id;
  }
  std::int64_t waited_for() const { return waited_for_; }
  std::atomic<bool> without_consent = false, away = false;
  grpc::Status GetFeatures(grpc::ServerContext*, const features::v1::GetFeaturesRequest* request,
                           features::v1::GetFeaturesResponse* response) override {
    for (const auto& offset : request->min_offsets()) waited_for_ = offset.offset();
    response->add_without_consent(without_consent);
    if (away) return {grpc::StatusCode::UNAVAILABLE, "away"};
    for (const std::string& name : request->features()) {
      features::v1::FeatureColumn& column = *response->add_columns();
      column.set_name(name);
      absl::MutexLock lock(&mutex_);
      const bool known = name == "content:seen" && !seen_.empty();
      column.add_statuses(known ? features::v1::FEATURE_STATUS_PRESENT
                                : features::v1::FEATURE_STATUS_NULL_VALUE);
      if (!known) continue;
      features::v1::NumberMap* map = column.add_maps();
      map->add_keys(seen_);
      map->add_values(static_cast<double>(absl::ToUnixMillis(absl::Now())));
    }
    return grpc::Status::OK;
  }

 private:
  std::atomic<std::int64_t> waited_for_ = -1;
  absl::Mutex mutex_;
  std::string seen_ ABSL_GUARDED_BY(mutex_);
};

// A service of which every call is this stream.
class OneStream : public wire::Gamification::CallbackService {
 public:
  explicit OneStream(std::shared_ptr<WatchStream> to) : to_(std::move(to)) {}
  grpc::ServerWriteReactor<wire::WatchResponse>* Watch(grpc::CallbackServerContext*,
                                                       const wire::WatchRequest*) override {
    return to_.get();
  }

 private:
  std::shared_ptr<WatchStream> to_;
};

// Answers nothing until its callers have given up.
class SilentInference : public inference::v1::Inference::Service {
 public:
  grpc::Status Predict(grpc::ServerContext* context, const inference::v1::PredictRequest*,
                       inference::v1::PredictResponse*) override {
    while (!context->IsCancelled()) absl::SleepFor(absl::Milliseconds(5));
    return grpc::Status::CANCELLED;
  }
};

void AddItem(Pod& pod, const std::string& id) {
  REQUIRE(pod.catalog()
              .Apply({.change_id = "c-" + id,
                      .base_revision = 0,
                      .content = {.id = id,
                                  .title = id,
                                  .skills = {"fractions"},
                                  .prerequisites = {},
                                  .language = "es",
                                  .variants = {{"t", delivery::VariantKind::kText, 1000, 64}}},
                      .state = State::kPublished,
                      .changed_at_ms = 1})
              .applied);
}

}  // namespace

TEST_CASE("a reward reaches who watches on any pod, once, and nobody else") {
  Log log;
  Pod one(log.brokers()), two(log.brokers());
  Watching a(one, "l-0"), b(two, "l-0"), other(one, "l-1");
  log.Tell(Earned("r-1", "l-0", 10));
  log.Tell(Earned("r-1", "l-0", 10));  // told again after a kill
  log.Tell(Earned("r-2", "l-0", 20));
  log.Tell(Earned("r-3", "l-1", 5));
  for (Watching* watching : {&a, &b}) {
    CHECK(watching->Next().reward().reward_id() == "r-1");
    CHECK(watching->Next().reward().reward_id() == "r-2");
  }
  CHECK(other.Next().reward().reward_id() == "r-3");
}

TEST_CASE("who watches again, on another pod, misses nothing") {
  Log log;
  Pod one(log.brokers()), two(log.brokers());
  google::protobuf::Timestamp last;
  {
    Watching watching(one, "l-0");
    log.Tell(Earned("r-1", "l-0", 10));
    last = watching.Next().logged_at();
    CHECK(watching.Cancel().error_code() == grpc::StatusCode::CANCELLED);
  }
  Pod::Await([&] { return one.watchers().size() == 0; });
  log.Tell(Earned("r-2", "l-0", 20));
  wire::GetLeaderboardResponse board;
  Pod::Await([&] { return two.Board("l-0", &board).ok() && board.points() == 20; });
  Watching again(two, "l-0", last);
  std::string id = again.Next().reward().reward_id();
  if (id == "r-1") id = again.Next().reward().reward_id();  // of the seconds before, which may come again
  CHECK(id == "r-2");
}

TEST_CASE("a slow watcher is told what is missing, and holds up nobody") {
  auto stream = WatchStream::Create({.learner_id = "l", .next_items = {}, .on_done = [](WatchStream*) {}});
  // Without a call the first write never ends: the caller that does not read.
  OneStream service(stream);
  const int sent = 20 * static_cast<int>(WatchStream::kQueue);
  for (int i = 0; i < sent; ++i) {  // before the call has begun, so that no write can end
    gamification::Grant grant = Earned(absl::StrCat("r-", i), "l", 1);
    stream->PushReward({std::make_shared<wire::RewardGranted>(gamification::ToProto(grant)), 1});
  }
  const auto server = grpc::ServerBuilder().RegisterService(&service).BuildAndStart();
  const auto stub = wire::Gamification::NewStub(server->InProcessChannel({}));
  grpc::ClientContext context;
  const auto reader = stub->Watch(&context, {});
  wire::WatchResponse update;
  std::uint64_t rewards = 0;
  while (reader->Read(&update) && update.has_reward())
    CHECK(update.reward().reward_id() == absl::StrCat("r-", rewards++));
  REQUIRE(update.has_gap());
  CHECK(rewards == WatchStream::kQueue + 1);
  CHECK(rewards + update.gap().missed() == static_cast<std::uint64_t>(sent));
  stream->Push(update);  // and goes on after the gap
  CHECK(reader->Read(&update));
  context.TryCancel();
  CHECK(reader->Finish().error_code() == grpc::StatusCode::CANCELLED);
  server->Shutdown();
}

TEST_CASE(
    "however much happens, a watcher has one question asked at a time, and another one for all the rest") {
  absl::Mutex mutex;
  std::vector<std::function<void(absl::StatusOr<Hint>)>> asked;  // not yet answered
  std::vector<std::int64_t> after;
  const auto questions = [&] {
    absl::MutexLock lock(&mutex);
    return after.size();
  };
  const auto stream = WatchStream::Create({.learner_id = "l",
                                           .next_items =
                                               [&](std::optional<EventPlace> at, auto done) {
                                                 absl::MutexLock lock(&mutex);
                                                 after.push_back(at ? at->offset : -1);
                                                 asked.push_back(done);
                                               },
                                           .on_done = [](WatchStream*) {}});
  OneStream service(stream);
  const auto server = grpc::ServerBuilder().RegisterService(&service).BuildAndStart();
  const auto stub = wire::Gamification::NewStub(server->InProcessChannel({}));
  grpc::ClientContext context;
  const auto reader = stub->Watch(&context, {});
  stream->Refresh();
  Pod::Await([&] { return questions() == 1; });
  for (int offset = 0; offset < 100; ++offset) stream->Refresh(EventPlace{0, offset});
  absl::SleepFor(2 * WatchStream::kPause);  // long enough for a second question, had it been allowed
  CHECK(questions() == 1);
  asked[0](Hint{.content_ids = {"a"}});
  wire::WatchResponse update;
  REQUIRE(reader->Read(&update));
  CHECK(update.next_items().content_ids(0) == "a");
  Pod::Await([&] { return questions() == 2; });
  CHECK(after == std::vector<std::int64_t>{-1, 99});
  asked[1](absl::ResourceExhaustedError("full"));  // nothing is told, and it is asked again
  Pod::Await([&] { return questions() == 3; });
  CHECK(after.back() == 99);
  asked[2](Hint{.content_ids = {"b"}});
  REQUIRE(reader->Read(&update));
  CHECK(update.next_items().content_ids(0) == "b");
  context.TryCancel();
  CHECK(reader->Finish().error_code() == grpc::StatusCode::CANCELLED);
  server->Shutdown();
}

TEST_CASE("an inference that is silent keeps no watcher from rewards, and none from what is next") {
  Log log;
  SeenStore store;
  SilentInference silent;
  const auto server = grpc::ServerBuilder().RegisterService(&store).BuildAndStart();
  const auto inference = grpc::ServerBuilder().RegisterService(&silent).BuildAndStart();
  Pod pod(log.brokers(), 10, server.get(), inference.get());
  AddItem(pod, "a");
  {
    Watching rewarded(pod, "l-1"), one(pod, "l-0", std::nullopt, 1), two(pod, "l-2", std::nullopt, 1);
    log.Tell(Earned("r-1", "l-1", 10));
    CHECK(rewarded.Next().reward().reward_id() == "r-1");
    for (Watching* watching : {&one, &two}) {
      const wire::NextItems told = watching->Next().next_items();
      CHECK(told.content_ids_size() == 1);
      CHECK(told.fallback() == recommendation::v1::FALLBACK_NO_SCORES);
    }
  }
  pod.CloseWatchers();
}

TEST_CASE("a pod that stops sends its watchers away; one that is full takes no more") {
  Log log;
  Pod pod(log.brokers(), 1);
  Watching watching(pod, "l-0");
  grpc::ClientContext context;
  wire::WatchRequest request;
  request.set_learner_id("l-1");
  wire::WatchResponse update;
  const auto refused = pod.stub->Watch(&context, request);
  CHECK(!refused->Read(&update));
  CHECK(refused->Finish().error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  pod.CloseWatchers();
  CHECK(watching.End().error_code() == grpc::StatusCode::UNAVAILABLE);
}

TEST_CASE(
    "who watches items is told what is next, and again when an event has changed it, once it has its "
    "effect") {
  Log log;
  SeenStore store;
  const auto server = grpc::ServerBuilder().RegisterService(&store).BuildAndStart();
  Pod pod(log.brokers(), 10, server.get());
  for (const char* id : {"a", "b"}) AddItem(pod, id);
  {
    Watching watching(pod, "l-0", std::nullopt, 1);
    const wire::WatchResponse first = watching.Next();
    REQUIRE(first.next_items().content_ids_size() == 1);
    const std::string before = first.next_items().content_ids(0);
    store.See(before);
    log.Happen("l-1", 1);  // somebody else
    const std::int64_t at = log.Happen("l-0", 2);
    const wire::WatchResponse then = watching.Next();
    REQUIRE(then.next_items().content_ids_size() == 1);
    CHECK(then.next_items().content_ids(0) != before);
    CHECK(store.waited_for() == at);
    log.Happen("l-0", 3);  // changes nothing: nothing is told
    log.Tell(Earned("r-1", "l-0", 10));
    CHECK(watching.Next().has_reward());
  }
  pod.CloseWatchers();
}

TEST_CASE("what is next without a feature store says so; what was told before stays") {
  Log log;
  SeenStore store;
  const auto server = grpc::ServerBuilder().RegisterService(&store).BuildAndStart();
  Pod alone(log.brokers()), pod(log.brokers(), 10, server.get());
  for (const char* id : {"a", "b"}) {
    AddItem(alone, id);
    AddItem(pod, id);
  }
  {
    Watching stranger(alone, "l-0", std::nullopt, 1);
    const wire::NextItems first = stranger.Next().next_items();
    CHECK(first.content_ids_size() == 1);
    CHECK(first.fallback() == recommendation::v1::FALLBACK_NO_FEATURES_NO_SCORES);
    CHECK(first.non_personal());

    store.See(first.content_ids(0));
    Watching watching(pod, "l-0", std::nullopt, 1);
    const wire::NextItems own = watching.Next().next_items();
    CHECK(own.fallback() == recommendation::v1::FALLBACK_NO_SCORES);
    CHECK_FALSE(own.non_personal());
    CHECK(own.content_ids(0) != first.content_ids(0));
    store.away = true;
    log.Happen("l-0", 1);
    const wire::NextItems then = watching.Next().next_items();
    CHECK(then.content_ids(0) == own.content_ids(0));
    CHECK(then.fallback() == recommendation::v1::FALLBACK_NO_FEATURES_NO_SCORES);
  }
  alone.CloseWatchers();
  pod.CloseWatchers();
}

TEST_CASE("what is next for who has not consented is what anybody would be shown") {
  Log log;
  SeenStore store;
  store.without_consent = true;
  const auto server = grpc::ServerBuilder().RegisterService(&store).BuildAndStart();
  Pod alone(log.brokers()), pod(log.brokers(), 10, server.get());
  for (const char* id : {"a", "b"}) {
    AddItem(alone, id);
    AddItem(pod, id);
  }
  {
    Watching stranger(alone, "l-0", std::nullopt, 1);
    const std::string anybodys = stranger.Next().next_items().content_ids(0);
    store.See(anybodys);
    Watching watching(pod, "l-0", std::nullopt, 1);
    const wire::NextItems own = watching.Next().next_items();
    CHECK(own.non_personal());
    CHECK(own.content_ids(0) == anybodys);
  }
  alone.CloseWatchers();
  pod.CloseWatchers();
}

}  // namespace yachay::recommendation
