#include "adapters/pane_log.h"

#include <algorithm>

#include "absl/random/random.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/blocking_counter.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"
#include "service/log.h"

namespace yachay::drift_monitor {
namespace {

std::string MakeWriter() {
  absl::BitGen bits;
  return absl::StrFormat("%016x%016x", absl::Uniform<uint64_t>(bits), absl::Uniform<uint64_t>(bits));
}

// The first error wins; all are waited for.
absl::Status ProduceAll(kafka::Producer& producer, const std::string& topic,
                        const std::vector<kafka::Record>& records) {
  std::vector<absl::Status> answers(records.size());
  absl::BlockingCounter missing(static_cast<int>(records.size()));
  for (size_t i = 0; i < records.size(); ++i) {
    absl::Status queued =
        producer.Produce(topic, records[i], [&, i](const absl::StatusOr<kafka::Position>& at) {
          answers[i] = at.status();
          missing.DecrementCount();
        });
    if (queued.ok()) continue;
    answers[i] = std::move(queued);
    missing.DecrementCount();
  }
  missing.Wait();  // the producer answers within its delivery timeout
  const auto failed = std::find_if(answers.begin(), answers.end(), [](const auto& s) { return !s.ok(); });
  return failed == answers.end() ? absl::OkStatus() : *failed;
}

kafka::LogReaderOptions Reading(const std::string& brokers, const std::string& topic) {
  return {.brokers = brokers,
          .topic = topic,
          .client_id = "yachay-drift-monitor",
          .properties = {},
          .log = &service::LogSyslog};
}

}  // namespace

PaneLog::PaneLog(std::unique_ptr<kafka::Producer> producer, std::unique_ptr<kafka::LogReader> reader,
                 std::string brokers, std::string topic)
    : producer_(std::move(producer)),
      reader_(std::move(reader)),
      brokers_(std::move(brokers)),
      topic_(std::move(topic)),
      writer_(MakeWriter()) {}
PaneLog::~PaneLog() = default;

absl::StatusOr<std::unique_ptr<PaneLog>> PaneLog::Open(const std::string& brokers, const std::string& topic,
                                                       absl::Duration timeout) {
  auto producer = kafka::Producer::Create({.brokers = brokers,
                                           .client_id = "yachay-drift-monitor",
                                           .delivery_timeout = timeout,
                                           .properties = {{"compression.type", "lz4"}},
                                           .log = &service::LogSyslog});
  if (!producer.ok()) return producer.status();
  auto reader = kafka::LogReader::Create(Reading(brokers, topic));
  if (!reader.ok()) return reader.status();
  return std::unique_ptr<PaneLog>(new PaneLog(*std::move(producer), *std::move(reader), brokers, topic));
}

absl::Status PaneLog::Append(Step step) {
  step.set_writer(writer_);
  absl::MutexLock lock(&mutex_);
  return ProduceAll(*producer_, topic_, PartsOf(writer_, step.SerializeAsString(), kMostBytes));
}

absl::Status PaneLog::ReadToEnd(const Apply& apply, absl::Duration timeout) {
  const auto take_all = [&](kafka::Batch batch) {
    for (const kafka::ReceivedRecord& record : batch) {
      if (absl::Status s = Take(record, apply); !s.ok()) return s;
    }
    return absl::OkStatus();
  };
  return reader_->ReadToEnd(take_all, timeout);
}

absl::Status PaneLog::Take(const kafka::ReceivedRecord& record, const Apply& apply) {
  if (record.offset < next_) return absl::OkStatus();  // after an error, what came before it comes again
  if (!unapplied_.has_value()) unapplied_ = parts_.Take(record);
  if (unapplied_.has_value()) {
    if (absl::Status s = apply(*unapplied_); !s.ok()) return s;
    unapplied_.reset();
  }
  next_ = record.offset + 1;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<yachay::drift::v1::StateKept>> PaneLog::FindKept(int64_t records,
                                                                              absl::Duration timeout) const {
  kafka::LogReaderOptions options = Reading(brokers_, topic_);
  options.last = records;
  const auto reader = kafka::LogReader::Create(std::move(options));
  if (!reader.ok()) return reader.status();
  std::optional<yachay::drift::v1::StateKept> kept;
  StepParts parts;
  const auto look = [&](kafka::Batch batch) {
    for (const kafka::ReceivedRecord& record : batch) {
      auto step = parts.Take(record);
      if (step.has_value() && step->has_kept()) kept = std::move(*step->mutable_kept());
    }
    return absl::OkStatus();
  };
  if (absl::Status s = (*reader)->ReadToEnd(look, timeout); !s.ok()) return s;
  return kept;
}

absl::Status PaneLog::BeginAt(int64_t offset) {
  kafka::LogReaderOptions options = Reading(brokers_, topic_);
  options.starts = {{0, offset}};
  auto reader = kafka::LogReader::Create(std::move(options));
  if (!reader.ok()) return reader.status();
  reader_ = *std::move(reader);
  first_ = next_ = offset;
  return absl::OkStatus();
}

}  // namespace yachay::drift_monitor
