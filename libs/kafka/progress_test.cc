#include "kafka/progress.h"

#include "testing/catch.h"

namespace yachay::kafka {
namespace {

const TopicPartition kZero{"t", 0};
const TopicPartition kOne{"t", 1};

ReceivedRecord At(const TopicPartition& partition, int64_t offset) {
  ReceivedRecord record;
  record.topic = partition.topic;
  record.partition = partition.partition;
  record.offset = offset;
  return record;
}

TEST_CASE("the next offset follows the last record of each partition") {
  const std::vector<ReceivedRecord> batch = {At(kZero, 4), At(kOne, 9), At(kZero, 7)};
  CHECK(NextOffsets(batch) == Offsets{{kZero, 8}, {kOne, 10}});
}

TEST_CASE("nothing is caught up before the first assignment, and a member without partitions is") {
  Progress progress;
  CHECK_FALSE(progress.caught_up());
  progress.Assign({}, {});
  CHECK(progress.caught_up());
}

TEST_CASE("caught up means handled to the first end seen, in every partition") {
  Progress progress;
  progress.Assign({kZero, kOne}, {{kZero, 5}});
  CHECK(progress.positions() == Offsets{{kZero, 5}});
  CHECK(progress.without_end() == Partitions{kZero, kOne});

  progress.SetEnds({{kZero, 8}, {kOne, 0}});
  CHECK_FALSE(progress.caught_up());
  progress.SetEnds({{kZero, 100}});
  progress.Advance({{kZero, 8}});
  CHECK(progress.caught_up());
}

TEST_CASE("positions never move backwards, and a revoked partition is forgotten") {
  Progress progress;
  progress.Assign({kZero, kOne}, {});
  progress.Advance({{kZero, 8}, {kOne, 2}});
  progress.Advance({{kZero, 3}});
  CHECK(progress.positions() == Offsets{{kZero, 8}, {kOne, 2}});

  progress.Revoke({kZero});
  progress.Advance({{kZero, 9}});
  CHECK(progress.assigned() == Partitions{kOne});
  CHECK(progress.positions() == Offsets{{kOne, 2}});
}

TEST_CASE("a partition that comes back starts afresh") {
  Progress progress;
  progress.Assign({kZero}, {{kZero, 10}});
  progress.SetEnds({{kZero, 10}});
  CHECK(progress.caught_up());
  progress.Assign({kZero}, {{kZero, 4}});
  CHECK_FALSE(progress.caught_up());
  CHECK(progress.positions() == Offsets{{kZero, 4}});
}

ReceivedRecord At(const TopicPartition& partition, int64_t offset, absl::Time when) {
  ReceivedRecord record = At(partition, offset);
  record.timestamp_ms = absl::ToUnixMillis(when);
  return record;
}

TEST_CASE("the backlog is as old as the log's time of what was handled last") {
  const absl::Time noon = absl::FromUnixSeconds(1'700'000'000);
  const auto after = [&](int seconds) { return noon + absl::Seconds(seconds); };
  Progress progress;
  progress.Assign({kZero, kOne}, {}, noon);
  CHECK(progress.Measure({{kZero, 5}}, after(9)).records == 0);  // it is not known where the group stands

  progress.Advance(std::vector<ReceivedRecord>{At(kZero, 2, after(10)), At(kOne, 7, after(20))});
  const Backlog both = progress.Measure({{kZero, 5}, {kOne, 9}}, after(30));
  CHECK(both.records == 3);
  CHECK(both.age == absl::Seconds(20));
  const Backlog one = progress.Measure({{kZero, 3}, {kOne, 9}}, after(31));
  CHECK(one.records == 1);
  CHECK(one.age == absl::Seconds(11));
}

TEST_CASE("what comes after a quiet hour has not waited for an hour") {
  const absl::Time noon = absl::FromUnixSeconds(1'700'000'000);
  Progress progress;
  progress.Assign({kZero}, {}, noon);
  progress.Advance(std::vector<ReceivedRecord>{At(kZero, 2, noon)});
  CHECK(progress.Measure({{kZero, 3}}, noon + absl::Hours(1)).age == absl::ZeroDuration());
  const Backlog fresh = progress.Measure({{kZero, 4}}, noon + absl::Hours(1) + absl::Seconds(15));
  CHECK(fresh.records == 1);
  CHECK(fresh.age == absl::Seconds(15));
}

TEST_CASE("a start that never moves ages from its assignment; a clock ahead of ours makes no negative age") {
  const absl::Time noon = absl::FromUnixSeconds(1'700'000'000);
  Progress progress;
  progress.Assign({kZero, kOne}, {{kZero, 10}}, noon);
  CHECK(progress.Measure({{kZero, 12}}, noon + absl::Minutes(5)).age == absl::Minutes(5));
  progress.Advance(std::vector<ReceivedRecord>{At(kOne, 0, noon + absl::Hours(2))});
  CHECK(progress.Measure({{kOne, 2}}, noon).records == 1);
  CHECK(progress.Measure({{kOne, 2}}, noon).age == absl::ZeroDuration());
}

}  // namespace
}  // namespace yachay::kafka
