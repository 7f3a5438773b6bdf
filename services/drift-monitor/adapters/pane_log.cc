#include "adapters/pane_log.h"

#include <algorithm>

#include "absl/random/random.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
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

std::vector<kafka::Record> PartsOf(const std::string& writer, const std::string& value) {
  const size_t parts = std::max<size_t>(1, (value.size() + PaneLog::kMostBytes - 1) / PaneLog::kMostBytes);
  std::vector<kafka::Record> records;
  for (size_t i = 0; i < parts; ++i) {
    records.push_back({.key = writer,
                       .value = value.substr(i * PaneLog::kMostBytes, PaneLog::kMostBytes),
                       .headers = {{"ce_specversion", "1.0"},
                                   {"ce_source", "/yachay/drift-monitor"},
                                   {"ce_type", "yachay.drift.v1.PaneStep"},
                                   {"content-type", "application/protobuf"},
                                   {"part", absl::StrCat(i)},
                                   {"parts", absl::StrCat(parts)}}});
  }
  return records;
}

uint64_t NumberOf(const kafka::Record& record, const char* header) {
  const std::string* text = kafka::FindHeader(record, header);
  uint64_t number = 0;
  return text != nullptr && absl::SimpleAtoi(*text, &number) ? number : 0;
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

}  // namespace

PaneLog::PaneLog(std::unique_ptr<kafka::Producer> producer, std::unique_ptr<kafka::LogReader> reader,
                 std::string topic)
    : producer_(std::move(producer)),
      reader_(std::move(reader)),
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
  auto reader = kafka::LogReader::Create({.brokers = brokers,
                                          .topic = topic,
                                          .client_id = "yachay-drift-monitor",
                                          .properties = {},
                                          .log = &service::LogSyslog});
  if (!reader.ok()) return reader.status();
  return std::unique_ptr<PaneLog>(new PaneLog(*std::move(producer), *std::move(reader), topic));
}

absl::Status PaneLog::Append(Step step) {
  step.set_writer(writer_);
  absl::MutexLock lock(&mutex_);
  return ProduceAll(*producer_, topic_, PartsOf(writer_, step.SerializeAsString()));
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
  std::string& started = started_[record.key];
  const uint64_t part = NumberOf(record, "part");
  if (part == 0) started.clear();
  std::string value = started + record.value;
  if (part + 1 < NumberOf(record, "parts")) {
    started = std::move(value);
  } else {
    Step step;
    if (step.ParseFromString(value)) {
      if (absl::Status s = apply(step); !s.ok()) return s;
    } else {
      service::LogWarn("passed over a record", {{"topic", record.topic}, {"offset", record.offset}});
    }
    started_.erase(record.key);
  }
  next_ = record.offset + 1;
  return absl::OkStatus();
}

}  // namespace yachay::drift_monitor
