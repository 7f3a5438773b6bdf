#include "cli/served_rows.h"

#include <algorithm>
#include <map>

#include "absl/container/flat_hash_set.h"
#include "google/protobuf/util/time_util.h"
#include "kafka/log_reader.h"
#include "models/encoder.h"
#include "models/manifest.h"
#include "yachay/inference/v1/prediction_log.pb.h"

namespace yachay::cli {
namespace {

using inference::v1::PredictionLogged;

bool Wanted(const PredictionLogged& logged, const ServedRowsOptions& options) {
  if (logged.model() != options.model) return false;
  if (options.version != 0 && logged.version() != options.version) return false;
  const int64_t served = google::protobuf::util::TimeUtil::TimestampToMilliseconds(logged.served_at());
  return options.from_ms <= served && served <= options.to_ms;
}

class Rows {
 public:
  explicit Rows(const training::Schema& schema) : encoder_(schema.features) {
    data_.schema = schema;
    for (size_t f = 0; f < schema.features.size(); ++f) places_[schema.features[f].name] = f;
  }

  absl::Status Add(const PredictionLogged& logged) {
    if (!logged.prediction_id().empty() && !seen_.insert(logged.prediction_id()).second)
      return absl::OkStatus();
    std::vector<float> row(places_.size(), models::kMissing);
    for (const auto& feature : logged.features()) {
      const auto place = places_.find(feature.name());
      if (place == places_.end()) continue;
      auto value = Encode(place->second, feature);
      if (!value.ok()) return value.status();
      row[place->second] = *value;
    }
    data_.values.insert(data_.values.end(), row.begin(), row.end());
    data_.labels.push_back(-1);
    data_.ids.push_back(logged.learner_id());
    return absl::OkStatus();
  }

  training::Dataset Take() { return std::move(data_); }

 private:
  absl::StatusOr<float> Encode(size_t place, const inference::v1::ServedFeature& feature) const {
    const bool category = encoder_.features()[place].kind == models::FeatureKind::kCategory;
    if (feature.has_number() && !category) return encoder_.EncodeNumber(place, feature.number());
    if (!feature.has_text() || !category) return models::kMissing;
    auto encoded = encoder_.EncodeCategory(place, feature.text());
    if (!encoded.ok()) return encoded.status();
    return encoded->value;
  }

  const models::Encoder encoder_;
  std::map<std::string, size_t> places_;
  absl::flat_hash_set<std::string> seen_;
  training::Dataset data_;
};

}  // namespace

absl::StatusOr<training::Dataset> ReadServedRows(const ServedRowsOptions& options,
                                                 const training::Schema& schema) {
  auto reader = kafka::LogReader::Create({.brokers = options.brokers, .topic = options.topic});
  if (!reader.ok()) return reader.status();
  Rows rows(schema);
  const auto add = [&](kafka::Batch batch) {
    for (const kafka::ReceivedRecord& record : batch) {
      PredictionLogged logged;
      if (!logged.ParseFromString(record.value) || !Wanted(logged, options)) continue;
      if (absl::Status added = rows.Add(logged); !added.ok()) return added;
    }
    return absl::OkStatus();
  };
  if (absl::Status read = (*reader)->ReadToEnd(add, options.timeout); !read.ok()) return read;
  return rows.Take();
}

}  // namespace yachay::cli
