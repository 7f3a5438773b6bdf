#include "adapters/outcome_reader.h"

#include "adapters/outcome_decoder.h"
#include "kafka/log_reader.h"
#include "service/log.h"

namespace yachay::drift_monitor {
namespace {

const char* Name(LabelBook::Taken taken) {
  switch (taken) {
    case LabelBook::Taken::kCounted:
      return "counted";
    case LabelBook::Taken::kReplaced:
      return "replaced";
    case LabelBook::Taken::kUnknownPrediction:
      return "unknown_prediction";
    case LabelBook::Taken::kUnknownLabel:
      return "unknown_label";
  }
  return "unreadable";
}

}  // namespace

OutcomeReader::OutcomeReader(std::unique_ptr<kafka::LogReader> reader, LabelBook& book, Told told)
    : book_(book), told_(std::move(told)), reader_(std::move(reader)) {}
OutcomeReader::~OutcomeReader() = default;

absl::StatusOr<std::unique_ptr<OutcomeReader>> OutcomeReader::Open(const std::string& brokers,
                                                                   const std::string& topic, LabelBook& book,
                                                                   Told told) {
  auto reader = kafka::LogReader::Create({.brokers = brokers,
                                          .topic = topic,
                                          .client_id = "yachay-drift-monitor",
                                          .properties = {},
                                          .log = &service::LogSyslog});
  if (!reader.ok()) return reader.status();
  std::unique_ptr<OutcomeReader> outcomes(new OutcomeReader(*std::move(reader), book, std::move(told)));
  outcomes->Start();
  return outcomes;
}

void OutcomeReader::Start() {
  reader_->Follow([this](kafka::Batch batch) {
    for (const kafka::ReceivedRecord& record : batch) {
      const auto row = DecodeOutcome(record);
      told_(row.ok() ? Name(book_.Take(*row)) : "unreadable");
    }
    return absl::OkStatus();
  });
}

}  // namespace yachay::drift_monitor
