// Several followers on the embedded broker; the test hands them what their consumers would.
#include "adapters/shared_follower.h"

#include <atomic>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/pane_log.h"
#include "core/sessions_fixture.h"
#include "kafka/broker_fixture.h"
#include "kafka/embedded_broker.h"
#include "testing/catch.h"
#include "yachay/inference/v1/prediction_log.pb.h"

namespace yachay::drift_monitor {
namespace {

using kafka::Eventually;
using kafka::kPatience;

constexpr char kPanes[] = "t.drift-panes.v1";
constexpr char kPredictions[] = "t.predictions.v1";

// Row i of a partition, served in second 1000 + i; everyone plays 50 sessions.
kafka::ReceivedRecord Record(int partition, int i) {
  inference::v1::PredictionLogged logged;
  logged.set_prediction_id(absl::StrCat(partition, "-", i));
  logged.set_model("engagement");
  logged.set_version(1);
  logged.mutable_served_at()->set_seconds(1000 + i);
  auto& feature = *logged.add_features();
  feature.set_name("SessionsPerWeek");
  feature.set_number(50);
  kafka::ReceivedRecord record;
  record.value = logged.SerializeAsString();
  record.topic = kPredictions;
  record.partition = partition;
  record.offset = i;
  return record;
}

MonitorOptions TenSeconds() {
  MonitorOptions options;
  options.windows = {.span = absl::Seconds(10), .slide = absl::Seconds(10), .lateness = absl::ZeroDuration()};
  return options;
}

// One process of the group, without its consumer.
struct Member {
  explicit Member(const std::string& brokers, int64_t keep = 1000)
      : keep_every(keep), log(*PaneLog::Open(brokers, kPanes, kPatience)) {
    follower.Start([] {}, [](int) { return true; });
  }

  absl::Status Serve(int partition, int first, int last) {
    for (int i = first; i < last; ++i) {
      const kafka::ReceivedRecord record = Record(partition, i);
      if (absl::Status s = follower.Handle({&record, 1}); !s.ok()) return s;
    }
    return absl::OkStatus();
  }
  int64_t PositionOf(int partition) {
    const kafka::TopicPartition at{kPredictions, partition};
    const kafka::Offsets positions = follower.Positions({at});
    return positions.contains(at) ? positions.at(at) : 0;
  }
  uint64_t windows() const {
    const auto statuses = monitor.Statuses();
    return statuses.empty() ? 0 : statuses[0].closed_windows;
  }

  const int64_t keep_every;
  std::atomic<int64_t> minutes = 100;
  std::atomic<int> asked = 0;
  std::atomic<int> lost = 0;
  std::unique_ptr<PaneLog> log;
  Monitor monitor{TenSeconds(), FindReference};
  SharedFollower follower{monitor,
                          *log,
                          [this](const Report&) {
                            ++asked;
                            return absl::OkStatus();
                          },
                          {.closed = [](const Report&) {},
                           .taken = [](Monitor::Outcome) {},
                           .unreadable = [](const kafka::ReceivedRecord&, const absl::Status&) {}},
                          {.partitions = [] { return 2; },
                           .lost = [this](const absl::Status&) { ++lost; },
                           .claim_within = kPatience,
                           .turn_every = absl::Milliseconds(20),
                           .keep_every = keep_every,
                           .now = [this] { return absl::UnixEpoch() + absl::Minutes(minutes.load()); }}};
};

std::unique_ptr<kafka::EmbeddedBroker> Broker() {
  auto broker = kafka::EmbeddedBroker::Start({.topics = {{kPanes, 1}}});
  REQUIRE(broker.ok());
  return *std::move(broker);
}

TEST_CASE(
    "A step that is larger than a record may be arrives whole, once, and others between its parts too") {
  const auto broker = Broker();
  const auto one = *PaneLog::Open(broker->brokers(), kPanes, kPatience);
  const auto other = *PaneLog::Open(broker->brokers(), kPanes, kPatience);
  PaneLog::Step large;
  large.mutable_advanced()->set_open(std::string(3 * PaneLog::kMostBytes + 7, 'x'));
  REQUIRE(one->Append(large).ok());
  PaneLog::Step small;
  small.mutable_claimed()->add_partitions(1);
  REQUIRE(other->Append(small).ok());
  std::vector<PaneLog::Step> seen;
  int calls = 0;
  const auto apply = [&](const PaneLog::Step& step) {
    if (++calls == 1) return absl::UnavailableError("not now");
    seen.push_back(step);
    return absl::OkStatus();
  };
  CHECK_FALSE(other->ReadToEnd(apply, kPatience).ok());
  REQUIRE(other->ReadToEnd(apply, kPatience).ok());
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].advanced().open() == large.advanced().open());
  CHECK(seen[0].writer() == one->writer());
  CHECK(seen[1].claimed().partitions(0) == 1);
}

TEST_CASE(
    "A partition that goes to another process goes on where its last step stands; all know each verdict") {
  const auto broker = Broker();
  Member first(broker->brokers());
  Member second(broker->brokers());
  CHECK(first.PositionOf(0) == 0);
  CHECK(first.PositionOf(1) == 0);
  REQUIRE(first.Serve(0, 0, 45).ok());
  REQUIRE(first.Serve(1, 0, 33).ok());
  REQUIRE(Eventually([&] { return second.windows() == 3; }));

  CHECK(second.PositionOf(1) == 31);  // the record that closed the third window was the last to be told of
  REQUIRE(Eventually([&] { return !first.Serve(1, 33, 34).ok(); }));
  REQUIRE(second.Serve(1, 31, 65).ok());
  REQUIRE(first.Serve(0, 45, 65).ok());
  REQUIRE(Eventually([&] { return first.windows() == 6 && second.windows() == 6; }));
  for (const Member* member : {&first, &second}) {
    CHECK(member->monitor.Statuses()[0].late == 0);
    CHECK(member->monitor.Statuses()[0].retrain_requests == 1);
    for (uint64_t window = 1; window <= 6; ++window) {
      CHECK(member->monitor.FindReport("engagement", window)->verdict.current_rows == 20);
    }
    CHECK(member->lost == 0);
  }

  Member third(broker->brokers());  // knows what was said before it came
  REQUIRE(Eventually([&] { return third.windows() == 6; }));
  CHECK(ReportToJson(*third.monitor.FindReport("engagement", 4)) ==
        ReportToJson(*first.monitor.FindReport("engagement", 4)));
}

TEST_CASE("What a verdict wants is asked for, and by its successor again when a process takes over") {
  const auto broker = Broker();
  {
    Member first(broker->brokers());
    for (const int partition : {0, 1}) {
      first.PositionOf(partition);
      REQUIRE(first.Serve(partition, 0, 25).ok());
    }
    REQUIRE(Eventually([&] { return first.windows() == 2 && first.asked == 1; }));
  }
  Member second(broker->brokers());
  for (const int partition : {0, 1}) second.PositionOf(partition);
  CHECK(Eventually([&] { return second.asked == 1; }));  // under the same key
}

// Everyone played 50 to 59 sessions.
drift::Reference FiftyAndMore() {
  drift::Column sessions{.name = "SessionsPerWeek", .numbers = {}, .categories = {}};
  for (int i = 0; i < 1000; ++i) sessions.numbers.push_back(50 + i % 10);
  return *drift::Reference::FromColumns({sessions});
}

int64_t ReferenceRows(const Member& member, uint64_t window) {
  return member.monitor.FindReport("engagement", window)->verdict.reference_rows;
}

TEST_CASE(
    "A reference that one process sets counts from the same window for all, and for those that come later") {
  const auto broker = Broker();
  Member first(broker->brokers());
  Member second(broker->brokers());
  Member third(broker->brokers());  // reads no partition
  first.PositionOf(0);
  second.PositionOf(1);
  REQUIRE(first.Serve(0, 0, 25).ok());
  REQUIRE(second.Serve(1, 0, 25).ok());
  REQUIRE(Eventually([&] { return third.windows() == 2; }));
  REQUIRE(third.follower.SetReference("engagement", 1, FiftyAndMore()).ok());
  REQUIRE(third.follower.SetReference("engagement", 1, FiftyAndMore()).ok());  // again
  REQUIRE(first.Serve(0, 25, 45).ok());
  REQUIRE(second.Serve(1, 25, 45).ok());
  Member late(broker->brokers());
  for (const Member* member : {&first, &second, &third, &late}) {
    REQUIRE(Eventually([&] { return member->windows() == 4; }));
    for (uint64_t window = 1; window <= 4; ++window) {
      CHECK(ReferenceRows(*member, window) == (window <= 2 ? 2000 : 1000));
      CHECK(member->monitor.FindReport("engagement", window)->verdict.current_rows == 20);
    }
  }
  CHECK(late.PositionOf(0) == 41);
  REQUIRE(late.Serve(0, 41, 55).ok());
  REQUIRE(second.Serve(1, 45, 55).ok());
  REQUIRE(Eventually([&] { return third.windows() == 5; }));
  CHECK(ReferenceRows(third, 5) == 1000);
}

TEST_CASE("A reference that was set a month ago is said again, so that the topic keeps it") {
  const auto broker = Broker();
  Member member(broker->brokers());
  for (const int partition : {0, 1}) member.PositionOf(partition);
  REQUIRE(member.follower.SetReference("engagement", 1, FiftyAndMore()).ok());
  const auto reader = *PaneLog::Open(broker->brokers(), kPanes, kPatience);
  int said = 0;
  const auto count = [&] {
    const auto step = [&](const PaneLog::Step& s) {
      said += s.has_reference() ? 1 : 0;
      return absl::OkStatus();
    };
    REQUIRE(reader->ReadToEnd(step, kPatience).ok());
    return said;
  };
  CHECK(count() == 1);
  member.minutes += 31 * 24 * 60;
  CHECK(Eventually([&] { return count() == 2; }));
  REQUIRE(member.Serve(0, 0, 12).ok());
  REQUIRE(member.Serve(1, 0, 12).ok());
  REQUIRE(Eventually([&] { return member.windows() == 1; }));
  CHECK(ReferenceRows(member, 1) == 1000);
  CHECK(count() == 2);
}

TEST_CASE("Who starts late begins with the state that was kept, and knows the same to the last bit") {
  constexpr int64_t kKeepEvery = 10;
  const auto broker = Broker();
  Member first(broker->brokers(), kKeepEvery);
  for (const int partition : {0, 1}) first.PositionOf(partition);
  REQUIRE(first.follower.SetReference("engagement", 1, FiftyAndMore()).ok());
  for (int second = 0; second < 105; second += 15) {
    for (const int partition : {0, 1}) REQUIRE(first.Serve(partition, second, second + 15).ok());
  }
  REQUIRE(Eventually([&] { return first.windows() == 10; }));
  const auto reader = *PaneLog::Open(broker->brokers(), kPanes, kPatience);
  REQUIRE(Eventually([&] {
    const auto kept = reader->FindKept(2 * kKeepEvery, kPatience);
    return kept.ok() && kept->has_value() && (*kept)->next_offset() > 20;
  }));

  Member late(broker->brokers(), kKeepEvery);
  REQUIRE(Eventually([&] { return late.follower.status().ok(); }));
  CHECK(late.windows() == 10);
  CHECK(late.monitor.State() == first.monitor.State());
  const kafka::TopicPartition at{kPredictions, 1};
  CHECK(late.follower.Positions({at}).at(at) == 101);
  REQUIRE(late.Serve(1, 101, 125).ok());
  REQUIRE(first.Serve(0, 105, 125).ok());
  REQUIRE(Eventually([&] { return first.windows() == 12 && late.windows() == 12; }));
  CHECK(late.monitor.State() == first.monitor.State());
  CHECK(late.monitor.FindReport("engagement", 12)->verdict.current_rows == 20);
}

TEST_CASE("A start reads no steps from before the kept state; one that cannot be used is passed over") {
  Monitor judged(TenSeconds(), FindReference);
  drift::Window rows = drift::Window::Like(**FindReference("engagement", 1));
  REQUIRE(rows.Add(std::vector<drift::Value>{50.0}).ok());
  REQUIRE(judged.Accept({.model = "engagement",
                         .version = 1,
                         .window = 3,
                         .verdict = *drift::Compare(**FindReference("engagement", 1), rows),
                         .decision = {}}));
  const bool usable = GENERATE(true, false);
  const auto broker = Broker();
  const auto writer = *PaneLog::Open(broker->brokers(), kPanes, kPatience);
  PaneLog::Step before;
  before.mutable_claimed()->add_partitions(1);
  REQUIRE(writer->Append(before).ok());
  PaneLog::Step step;
  step.mutable_kept()->set_next_offset(1);
  for (const auto& [key, value] : judged.State()) (*step.mutable_kept()->mutable_entries())[key] = value;
  if (!usable) (*step.mutable_kept()->mutable_entries())["nonsense"] = "";
  REQUIRE(writer->Append(step).ok());
  Member member(broker->brokers());
  REQUIRE(Eventually([&] { return member.follower.status().ok(); }));
  CHECK(member.windows() == (usable ? 3 : 0));
  CHECK(member.log->first() == (usable ? 1 : 0));
}

TEST_CASE("A partition that gives nothing holds no window open once it has been idle") {
  const auto broker = Broker();
  Member member(broker->brokers());
  for (const int partition : {0, 1}) member.PositionOf(partition);
  REQUIRE(member.Serve(1, 0, 4).ok());
  REQUIRE(member.Serve(0, 0, 15).ok());
  member.minutes += 5;
  REQUIRE(member.Serve(0, 15, 35).ok());
  REQUIRE(Eventually([&] { return member.windows() == 3; }));
  CHECK(member.monitor.FindReport("engagement", 1)->verdict.current_rows == 14);
}

}  // namespace
}  // namespace yachay::drift_monitor
