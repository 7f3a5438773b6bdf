#ifndef FEATURE_STORE_ADAPTERS_REBUILDER_H_
#define FEATURE_STORE_ADAPTERS_REBUILDER_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "core/generations.h"
#include "kafka/log_reader.h"

namespace yachay::feature_store {

struct RebuilderOptions {
  std::string brokers;
  std::string topic;                              // learner-events
  std::map<std::string, std::string> properties;  // further librdkafka properties
  kafka::LogFn log;
};

// Reads the log from its beginning, outside the consumer group, on a thread of its own, while changed
// definitions are to take over; of a shared store for as long as the process runs, because others may change
// them: it looks twice a second. Bad records went to the dead letters when they were followed first.
class Rebuilder {
 public:
  // `generations` must outlive it.
  Rebuilder(RebuilderOptions options, Generations& generations);
  ~Rebuilder() { Stop(); }

  void Start();  // once
  void Stop();   // joins; idempotent

 private:
  using Followed = std::optional<std::vector<std::int32_t>>;  // nullopt: all

  void Run();
  absl::Status Turn();
  absl::Status OpenReader(const Generation* replayed, const Followed& followed);
  absl::Status ReadOn();
  absl::Status Handle(kafka::Batch batch);
  void Tell();

  const RebuilderOptions options_;
  Generations& generations_;
  std::string served_, wanted_, trouble_;  // as told last
  std::unique_ptr<kafka::LogReader> reader_;
  std::string reading_;            // into which generation
  Followed followed_;              // what is read
  std::vector<std::int32_t> all_;  // that the topic has
  absl::Notification stop_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_REBUILDER_H_
