#include "cli/log_rows.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "events/codec.h"
#include "features/training_rows.h"
#include "kafka/log_reader.h"
#include "models/encoder.h"
#include "models/manifest.h"

namespace yachay::cli {
namespace {

// Where each of the model's features stands among the view's columns.
absl::StatusOr<std::vector<size_t>> ViewColumns(const features::View& view, const training::Schema& schema) {
  std::vector<std::string> columns;
  for (const features::Feature& feature : view.features) columns.push_back(feature.name);
  std::vector<size_t> places;
  const std::string prefix = view.name + ":";  // in rows of `yachay features export`
  for (const models::Feature& feature : schema.features) {
    const auto found = std::find(columns.begin(), columns.end(), absl::StripPrefix(feature.name, prefix));
    if (found == columns.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the model reads ", feature.name, ", which the view 'engagement' does not have (",
                       absl::StrJoin(columns, ", "), "): it cannot be trained from the log"));
    }
    places.push_back(static_cast<size_t>(found - columns.begin()));
  }
  return places;
}

absl::StatusOr<int> LabelOf(const features::TrainingRow& row, const training::Schema& schema) {
  const std::string label = features::EngagementLabel(row.played_minutes_after);
  const auto found = std::find(schema.classes.begin(), schema.classes.end(), label);
  if (found == schema.classes.end()) {
    return absl::InvalidArgumentError(absl::StrCat("the model has no class ", label, ", only ",
                                                   absl::StrJoin(schema.classes, ", "),
                                                   ": it cannot be trained from the log"));
  }
  return static_cast<int>(found - schema.classes.begin());
}

absl::StatusOr<float> Encode(const models::Encoder& encoder, size_t feature,
                             const features::FeatureValue& value, size_t* unseen) {
  if (!value.known()) return models::kMissing;
  if (const auto* number = std::get_if<double>(&value.value)) return encoder.EncodeNumber(feature, *number);
  const auto* text = std::get_if<std::string>(&value.value);
  if (text == nullptr) return absl::InvalidArgumentError("a map of numbers is no single feature of a model");
  auto encoded = encoder.EncodeCategory(feature, *text);
  if (!encoded.ok()) return encoded.status();
  *unseen += encoded->unseen ? 1 : 0;
  return encoded->value;
}

// Adds every event on the log. Returns a fingerprint: the log is append-only, so where it was read to says
// what was read.
absl::StatusOr<std::string> Replay(const LogRowsOptions& options, features::TrainingRows& rows) {
  auto reader = kafka::LogReader::Create({.brokers = options.brokers, .topic = options.topic});
  if (!reader.ok()) return reader.status();
  const auto add = [&rows](kafka::Batch batch) {
    for (const kafka::ReceivedRecord& record : batch) {
      const auto event = events::Decode(record.value);
      if (event.ok()) rows.Add(*event, {record.partition, record.offset});
    }
    return absl::OkStatus();
  };
  if (absl::Status read = (*reader)->ReadToEnd(add, options.timeout); !read.ok()) return read;
  std::string ends;
  for (const auto& [partition, offset] : (*reader)->positions()) {
    absl::StrAppend(&ends, partition.topic, "/", partition.partition, "@", offset, "\n");
  }
  return absl::StrCat("sha256:",
                      models::Sha256(absl::StrCat(ends, options.as_of_ms, " ", options.definitions.consent)));
}

}  // namespace

absl::StatusOr<training::Dataset> ReadLogRows(const LogRowsOptions& options, const training::Schema& schema) {
  const auto definitions = Load(options.definitions);
  if (!definitions.ok()) return definitions.status();
  const auto view = EngagementView(*definitions);
  if (!view.ok()) return view.status();
  const auto columns = ViewColumns(**view, schema);
  if (!columns.ok()) return columns.status();
  features::TrainingRows rows({.as_of_ms = options.as_of_ms, .consent = ConsentOf(options.definitions)},
                              **view, definitions->rules());
  auto fingerprint = Replay(options, rows);
  if (!fingerprint.ok()) return fingerprint.status();

  const models::Encoder encoder(schema.features);
  training::Dataset data;
  data.schema = schema;
  data.fingerprint = *fingerprint;
  data.views = {{(*view)->name, (*view)->version, (*view)->hash}};
  for (const features::TrainingRow& row : rows.Rows()) {
    const auto label = LabelOf(row, schema);
    if (!label.ok()) return label.status();
    for (size_t f = 0; f < columns->size(); ++f) {
      auto value = Encode(encoder, f, row.features[(*columns)[f]], &data.cleaning.unseen_categories);
      if (!value.ok()) return value.status();
      data.cleaning.missing_cells += row.features[(*columns)[f]].known() ? 0 : 1;
      data.values.push_back(*value);
    }
    data.labels.push_back(*label);
    data.ids.push_back(row.learner_id);
  }
  data.cleaning.rows_read = data.rows();
  return data;
}

}  // namespace yachay::cli
