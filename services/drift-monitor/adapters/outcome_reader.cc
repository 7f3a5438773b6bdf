#include "adapters/outcome_reader.h"

#include <algorithm>

#include "kafka/log_reader.h"
#include "service/log.h"
#include "yachay/drift/v1/outcomes.pb.h"

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

absl::StatusOr<LabelledRow> DecodeOutcome(const kafka::ReceivedRecord& record) {
  yachay::drift::v1::OutcomeObserved outcome;
  if (!outcome.ParseFromString(record.value))
    return absl::InvalidArgumentError("value: this is no OutcomeObserved");
  if (outcome.model().empty() || outcome.prediction_id().empty())
    return absl::InvalidArgumentError("model, prediction_id: expected both");
  LabelledRow row{.prediction_id = outcome.prediction_id(),
                  .model = outcome.model(),
                  .version = outcome.version(),
                  .served_at = absl::FromUnixSeconds(outcome.served_at().seconds()) +
                               absl::Nanoseconds(outcome.served_at().nanos())};
  if (outcome.classes_size() == outcome.probabilities_size())
    row.probabilities.assign(outcome.probabilities().begin(), outcome.probabilities().end());
  const auto at = std::find(outcome.classes().begin(), outcome.classes().end(), outcome.label());
  if (at != outcome.classes().end()) row.label = static_cast<size_t>(at - outcome.classes().begin());
  for (const auto& category : outcome.categories())
    row.categories.emplace_back(category.column(), category.value());
  return row;
}

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
