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

}  // namespace
}  // namespace yachay::kafka
