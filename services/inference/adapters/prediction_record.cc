#include "adapters/prediction_record.h"

#include <cmath>

#include "adapters/timestamps.h"
#include "yachay/inference/v1/prediction_log.pb.h"

namespace yachay::inference {
namespace {

const v1::NamedColumn* FindColumn(const v1::FeatureMatrix& features, const std::string& name) {
  for (const v1::NamedColumn& column : features.columns()) {
    if (column.name() == name) return &column;
  }
  return nullptr;
}

// Leaves the value unset when it is missing.
void SetValue(const v1::NamedColumn& column, int row, v1::ServedFeature& feature) {
  if (column.numbers_size() > 0) {
    if (!std::isnan(column.numbers(row))) feature.set_number(column.numbers(row));
  } else if (!column.texts(row).empty()) {
    feature.set_text(column.texts(row));
  }
}

void SetFeatures(const ServedRows& served, int row, v1::PredictionLogged& logged) {
  for (const models::Feature& feature : served.model->manifest().features) {
    v1::ServedFeature& to = *logged.add_features();
    to.set_name(feature.name);
    const v1::NamedColumn* column = FindColumn(served.features, feature.name);
    if (column != nullptr) SetValue(*column, row, to);
  }
}

void SetScores(const ServedRows& served, size_t row, v1::PredictionLogged& logged) {
  const size_t width = served.model->num_scores();
  const auto scores = absl::MakeConstSpan(served.scores).subspan(row * width, width);
  logged.mutable_probabilities()->Add(scores.begin(), scores.end());
  const auto& classes = served.model->manifest().classes;
  logged.mutable_classes()->Add(classes.begin(), classes.end());
  if (!served.model->is_regression()) logged.set_label(classes[MostProbable(scores)]);
}

std::vector<kafka::Header> CloudEventHeaders(const std::string& id, absl::Time time) {
  return {{"ce_specversion", "1.0"},
          {"ce_id", id},
          {"ce_source", "/yachay/inference"},
          {"ce_type", "yachay.inference.v1.PredictionLogged"},
          {"ce_time", absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone())},
          {"content-type", "application/protobuf"}};
}

}  // namespace

kafka::Record PredictionRecord(const ServedRows& served, size_t row) {
  const int at = static_cast<int>(row);
  v1::PredictionLogged logged;
  logged.set_prediction_id(served.prediction_ids[row]);
  logged.set_learner_id(served.features.learner_ids(at));
  logged.set_model(served.model->manifest().name);
  const v1::Assignment* assigned = served.assignments.empty() ? nullptr : &served.assignments[at];
  logged.set_version(assigned != nullptr ? assigned->version()
                                         : static_cast<uint64_t>(served.model->manifest().version));
  logged.set_assignment_probability(assigned != nullptr ? assigned->probability() : 1.0);
  logged.set_view_hash(served.view_hash);
  SetTimestamp(served.served_at, *logged.mutable_served_at());
  SetFeatures(served, at, logged);
  SetScores(served, row, logged);
  kafka::Record record = {.key = logged.learner_id(),
                          .value = logged.SerializeAsString(),
                          .headers = CloudEventHeaders(logged.prediction_id(), served.served_at),
                          .timestamp_ms = absl::ToUnixMillis(served.served_at)};
  if (!served.trace.empty()) record.headers.push_back({"traceparent", served.trace});
  return record;
}

}  // namespace yachay::inference
