// What the tests on the embedded broker share.
#ifndef KAFKA_BROKER_FIXTURE_H_
#define KAFKA_BROKER_FIXTURE_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "kafka/consumer.h"
#include "kafka/embedded_broker.h"
#include "kafka/producer.h"
#include "testing/catch.h"

namespace yachay::kafka {

// Long enough for any machine: a test that meets it has failed. No test asserts on time.
inline constexpr absl::Duration kPatience = absl::Seconds(60);

inline bool Eventually(const std::function<bool()>& holds) {
  const absl::Time deadline = absl::Now() + kPatience;
  while (!holds()) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return true;
}

inline std::unique_ptr<EmbeddedBroker> BrokerWith(const std::string& topic, int partitions) {
  auto broker = EmbeddedBroker::Start({.topics = {{topic, partitions}}});
  REQUIRE(broker.ok());
  return *std::move(broker);
}

inline std::unique_ptr<Producer> ProducerTo(const EmbeddedBroker& broker, ProducerOptions options = {}) {
  options.brokers = broker.brokers();
  auto producer = Producer::Create(std::move(options));
  REQUIRE(producer.ok());
  return *std::move(producer);
}

// Values "0", "1" … under one key, all on the log when it returns.
inline void ProduceNumbers(Producer& producer, const std::string& topic, int from, int to,
                           const std::string& key = "k") {
  for (int i = from; i < to; ++i) {
    REQUIRE(producer.Produce(topic, {.key = key, .value = std::to_string(i)}, [](absl::StatusOr<Position>) {})
                .ok());
  }
  REQUIRE(producer.Flush(kPatience).ok());
}

// What a handler was given, readable from the test's thread.
class Seen {
 public:
  void Add(Batch batch) {
    std::lock_guard lock(mutex_);
    for (const ReceivedRecord& record : batch) records_.push_back(record);
  }
  std::vector<ReceivedRecord> records() const {
    std::lock_guard lock(mutex_);
    return records_;
  }
  std::vector<std::string> values() const {
    std::vector<std::string> values;
    for (const ReceivedRecord& record : records()) values.push_back(record.value);
    return values;
  }
  size_t count() const { return records().size(); }

 private:
  mutable std::mutex mutex_;
  std::vector<ReceivedRecord> records_;
};

inline std::vector<std::string> Numbers(int from, int to) {
  std::vector<std::string> numbers;
  for (int i = from; i < to; ++i) numbers.push_back(std::to_string(i));
  return numbers;
}

}  // namespace yachay::kafka

#endif  // KAFKA_BROKER_FIXTURE_H_
