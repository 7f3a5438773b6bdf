#include "cli/drift_label.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "events/topics.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"
#include "service/log.h"
#include "training/csv.h"
#include "yachay/drift/v1/outcomes.pb.h"
#include "yachay/inference/v1/prediction_log.pb.h"

namespace yachay::cli {
namespace {

using drift::v1::OutcomeObserved;
using Labels = std::map<std::string, std::string>;  // by prediction
using LabelOf = std::function<std::optional<std::string>(const inference::v1::PredictionLogged&)>;

absl::Status Empty(const training::CsvTable& table, size_t row, size_t column) {
  return absl::InvalidArgumentError(absl::StrCat(table.Where(row, column), ": expected a value, found none"));
}

absl::StatusOr<Labels> ReadFile(const std::string& path) {
  const auto table = training::CsvTable::Read(path);
  if (!table.ok()) return table.status();
  const auto id = table->Require("prediction_id");
  const auto label = table->Require("label");
  if (!id.ok()) return id.status();
  if (!label.ok()) return label.status();
  Labels labels;
  for (size_t row = 0; row < table->rows(); ++row) {
    for (const size_t column : {*id, *label}) {
      if (table->at(row, column).empty()) return Empty(*table, row, column);
    }
    labels[std::string(table->at(row, *id))] = std::string(table->at(row, *label));  // the last one counts
  }
  return labels;
}

class Outcomes {
 public:
  Outcomes(kafka::Producer& producer, const DriftLabelOptions& options, absl::Time now)
      : producer_(producer),
        topic_(events::Topics(options.topic_prefix).outcomes()),
        options_(options),
        now_(now) {}

  absl::Status Tell(OutcomeObserved outcome) {
    *outcome.mutable_observed_at() =
        google::protobuf::util::TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(now_));
    const kafka::Record record{.key = outcome.prediction_id(),
                               .value = outcome.SerializeAsString(),
                               .headers = {{"ce_specversion", "1.0"},
                                           {"ce_id", outcome.prediction_id()},
                                           {"ce_source", "/yachay/drift-label"},
                                           {"ce_type", "yachay.drift.v1.OutcomeObserved"},
                                           {"content-type", "application/protobuf"}}};
    absl::Status queued = producer_.Produce(topic_, record, Answered());
    if (!absl::IsResourceExhausted(queued)) return queued;
    if (absl::Status s = producer_.Flush(options_.timeout); !s.ok()) return s;
    return producer_.Produce(topic_, record, Answered());
  }

  absl::Status Finish() {
    if (absl::Status s = producer_.Flush(options_.timeout); !s.ok()) return s;
    if (failed_ == 0) return absl::OkStatus();
    return absl::UnavailableError(
        absl::StrCat(failed_.load(), " labels did not reach ", topic_, "; send the file again"));
  }

 private:
  kafka::Producer::Done Answered() {
    return [this](const absl::StatusOr<kafka::Position>& at) { failed_ += at.ok() ? 0 : 1; };
  }

  kafka::Producer& producer_;
  const std::string topic_;
  const DriftLabelOptions& options_;
  const absl::Time now_;
  std::atomic<size_t> failed_ = 0;
};

OutcomeObserved Join(const inference::v1::PredictionLogged& logged, const std::string& label) {
  OutcomeObserved outcome;
  outcome.set_prediction_id(logged.prediction_id());
  outcome.set_model(logged.model());
  outcome.set_version(logged.version());
  *outcome.mutable_served_at() = logged.served_at();
  *outcome.mutable_classes() = logged.classes();
  *outcome.mutable_probabilities() = logged.probabilities();
  outcome.set_label(label);
  for (const inference::v1::ServedFeature& feature : logged.features()) {
    if (!feature.has_text()) continue;
    auto& category = *outcome.add_categories();
    category.set_column(feature.name());
    category.set_value(feature.text());
  }
  return outcome;
}

// Of the model's predictions on the topic, those that have a label.
absl::Status TellFound(const DriftLabelOptions& options, const LabelOf& label_of, Outcomes& outcomes,
                       LabelCounts& counts) {
  const auto reader = kafka::LogReader::Create(
      {.brokers = options.brokers, .topic = events::Topics(options.topic_prefix).predictions()});
  if (!reader.ok()) return reader.status();
  const auto join = [&](kafka::Batch batch) {
    for (const kafka::ReceivedRecord& record : batch) {
      inference::v1::PredictionLogged logged;
      if (!logged.ParseFromString(record.value) || logged.model() != options.model) continue;
      const std::optional<std::string> label = label_of(logged);
      if (!label) continue;
      const bool known = std::count(logged.classes().begin(), logged.classes().end(), *label) > 0;
      if (absl::Status s = outcomes.Tell(Join(logged, *label)); !s.ok()) return s;
      ++counts.published;
      counts.unknown_label += known ? 0 : 1;
    }
    return absl::OkStatus();
  };
  return (*reader)->ReadToEnd(join, options.timeout);
}

absl::StatusOr<std::unique_ptr<kafka::Producer>> OpenProducer(const DriftLabelOptions& options) {
  return kafka::Producer::Create({.brokers = options.brokers, .log = service::LogSyslog});
}

}  // namespace

absl::StatusOr<LabelCounts> PublishLabels(const DriftLabelOptions& options, absl::Time now) {
  auto labels = ReadFile(options.file);
  if (!labels.ok()) return labels.status();
  const auto producer = OpenProducer(options);
  if (!producer.ok()) return producer.status();
  Outcomes outcomes(**producer, options, now);
  LabelCounts counts{.labels = labels->size()};
  const auto take = [&](const inference::v1::PredictionLogged& logged) -> std::optional<std::string> {
    auto found = labels->extract(logged.prediction_id());
    if (found.empty()) return std::nullopt;
    return std::move(found.mapped());
  };
  if (absl::Status s = TellFound(options, take, outcomes, counts); !s.ok()) return s;
  for (const auto& [id, label] : *labels) {
    OutcomeObserved outcome;
    outcome.set_prediction_id(id);
    outcome.set_model(options.model);
    outcome.set_label(label);
    if (absl::Status s = outcomes.Tell(std::move(outcome)); !s.ok()) return s;
    ++counts.unknown_prediction;
  }
  if (absl::Status s = outcomes.Finish(); !s.ok()) return s;
  return counts;
}

absl::StatusOr<LabelCounts> PublishLabels(const DriftLabelOptions& options, const LearnerLabels& learners,
                                          absl::Time now) {
  const auto producer = OpenProducer(options);
  if (!producer.ok()) return producer.status();
  Outcomes outcomes(**producer, options, now);
  LabelCounts counts{.labels = learners.labels.size()};
  const auto find = [&](const inference::v1::PredictionLogged& logged) -> std::optional<std::string> {
    const int64_t served_ms = google::protobuf::util::TimeUtil::TimestampToMilliseconds(logged.served_at());
    const auto label = learners.labels.find(logged.learner_id());
    if (label == learners.labels.end() || served_ms < learners.from_ms || served_ms >= learners.to_ms)
      return std::nullopt;
    return label->second;
  };
  if (absl::Status s = TellFound(options, find, outcomes, counts); !s.ok()) return s;
  if (absl::Status s = outcomes.Finish(); !s.ok()) return s;
  return counts;
}

absl::Status LabelPredictions(const DriftLabelOptions& options, Cli& cli) {
  const auto counts = PublishLabels(options, absl::Now());
  if (!counts.ok()) return counts.status();
  if (cli.json) {
    cli.out << nlohmann::json{{"labels", counts->labels},
                              {"published", counts->published},
                              {"unknown_label", counts->unknown_label},
                              {"unknown_prediction", counts->unknown_prediction}}
                   .dump()
            << "\n";
    return absl::OkStatus();
  }
  cli.out << counts->labels << " labels: " << counts->published << " of served predictions ("
          << counts->unknown_label << " name no class of theirs), " << counts->unknown_prediction
          << " of predictions that are not on the log\n";
  return absl::OkStatus();
}

}  // namespace yachay::cli
