#ifndef FEATURE_STORE_ADAPTERS_REBUILDER_H_
#define FEATURE_STORE_ADAPTERS_REBUILDER_H_

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/generations.h"
#include "kafka/log_reader.h"

namespace yachay::feature_store {

struct RebuilderOptions {
  std::string brokers;
  std::string topic;                              // learner-events
  std::map<std::string, std::string> properties;  // further librdkafka properties
  kafka::LogFn log;
};

// Reads the log from its beginning, outside the consumer group, on a thread of its own, until changed
// definitions have taken over; then the thread ends. Bad records went to the dead letters when they were
// followed first.
class Rebuilder {
 public:
  // `generations` must outlive it. The errors of kafka::LogReader::Create.
  static absl::StatusOr<std::unique_ptr<Rebuilder>> Create(const RebuilderOptions& options,
                                                           Generations& generations);
  ~Rebuilder() { Stop(); }

  // Does nothing when there is nothing to rebuild. Once.
  void Start();
  void Stop();  // joins; idempotent

 private:
  explicit Rebuilder(Generations& generations) : generations_(generations) {}
  void Run();
  absl::Status Handle(kafka::Batch batch);

  Generations& generations_;
  std::unique_ptr<kafka::LogReader> reader_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_REBUILDER_H_
