#include "cli/train_compare.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "models/encoder.h"
#include "training/trainer.h"

namespace yachay::cli {
namespace {

// Where one of the model's features comes from: a column, and what its codes become.
struct Source {
  size_t column = 0;
  bool category = false;
  std::vector<float> codes;
};

absl::StatusOr<Source> FindSource(const models::Feature& wanted, size_t feature,
                                  const models::Encoder& encoder, const training::Schema& schema) {
  const auto found = std::find_if(schema.features.begin(), schema.features.end(),
                                  [&](const models::Feature& f) { return f.name == wanted.name; });
  if (found == schema.features.end() || found->kind != wanted.kind) {
    return absl::FailedPreconditionError(
        absl::StrCat("the champion reads the column '", wanted.name, "', which these data ",
                     found == schema.features.end() ? "do not have" : "have as another kind"));
  }
  Source source{static_cast<size_t>(found - schema.features.begin()),
                wanted.kind == models::FeatureKind::kCategory,
                {}};
  for (const std::string& category : found->categories) {
    const auto encoded = encoder.EncodeCategory(feature, category);
    if (!encoded.ok()) return encoded.status();
    source.codes.push_back(encoded->value);
  }
  return source;
}

float Translate(const Source& source, float value) {
  if (!source.category || std::isnan(value)) return value;
  const auto code = static_cast<size_t>(value);
  return code < source.codes.size() ? source.codes[code] : models::kMissing;
}

// The data set's index of each of the model's classes.
std::vector<int> ClassPlaces(const std::vector<std::string>& model, const std::vector<std::string>& data) {
  std::vector<int> places;
  for (const std::string& name : model) {
    const auto found = std::find(data.begin(), data.end(), name);
    places.push_back(found == data.end() ? -1 : static_cast<int>(found - data.begin()));
  }
  return places;
}

}  // namespace

absl::StatusOr<OtherPredictions> PredictClasses(const LoadedModel& model, const training::Dataset& data) {
  const models::Encoder encoder(model.manifest.features);
  std::vector<Source> sources;
  for (size_t f = 0; f < encoder.size(); ++f) {
    auto source = FindSource(encoder.features()[f], f, encoder, data.schema);
    if (!source.ok()) return source.status();
    sources.push_back(*std::move(source));
  }
  const std::vector<int> places = ClassPlaces(model.manifest.classes, data.schema.classes);
  const size_t width = data.schema.classes.size();
  OtherPredictions predictions;
  predictions.scores.assign(data.rows() * width, 0);
  std::vector<float> row(sources.size());
  std::vector<float> scores(model.scorer->num_outputs());
  for (size_t r = 0; r < data.rows(); ++r) {
    for (size_t f = 0; f < sources.size(); ++f)
      row[f] = Translate(sources[f], data.row(r)[sources[f].column]);
    model.scorer->Score(row, absl::MakeSpan(scores));
    predictions.classes.push_back(places[std::max_element(scores.begin(), scores.end()) - scores.begin()]);
    for (size_t c = 0; c < places.size(); ++c) {
      if (places[c] >= 0) predictions.scores[r * width + static_cast<size_t>(places[c])] = scores[c];
    }
  }
  return predictions;
}

}  // namespace yachay::cli
