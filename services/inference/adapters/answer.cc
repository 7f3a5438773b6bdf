#include "adapters/answer.h"

#include <algorithm>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "adapters/prediction_record.h"
#include "service/status.h"

namespace yachay::inference {
namespace {

using Columns = absl::InlinedVector<NamedColumn, 32>;

Columns View(const v1::FeatureMatrix& features) {
  Columns columns;
  columns.reserve(static_cast<size_t>(features.columns_size()));
  for (const v1::NamedColumn& column : features.columns()) {
    columns.push_back({column.name(),
                       {column.numbers().data(), static_cast<size_t>(column.numbers_size())},
                       {column.texts().data(), static_cast<size_t>(column.texts_size())}});
  }
  return columns;
}

void CheckLearnerIds(const v1::FeatureMatrix& features, size_t rows, std::vector<Violation>& violations) {
  const auto ids = static_cast<size_t>(features.learner_ids_size());
  if (ids == 0 || ids == rows) return;
  violations.push_back({"features.learner_ids", absl::StrCat(ids, " ids; expected one for each of the ", rows,
                                                             " rows, or none: then nothing is logged")});
}

grpc::Status Refuse(const std::vector<Violation>& violations) {
  std::vector<service::FieldViolation> fields;
  fields.reserve(violations.size());
  for (const Violation& violation : violations) fields.push_back({violation.field, violation.description});
  return service::InvalidArgument(fields);
}

void SetLabels(const LoadedModel& model, absl::Span<const float> scores, v1::PredictResponse& response) {
  const auto& classes = model.manifest().classes;
  response.mutable_classes()->Add(classes.begin(), classes.end());
  response.mutable_labels()->Reserve(static_cast<int>(scores.size() / classes.size()));
  for (size_t at = 0; at < scores.size(); at += classes.size()) {
    response.add_labels(classes[MostProbable(scores.subspan(at, classes.size()))]);
  }
}

}  // namespace

grpc::Status Answer(const LoadedModel& model, const v1::FeatureMatrix& features,
                    v1::PredictResponse& response, size_t& scored) {
  EncodedRows rows;
  std::vector<Violation> violations = EncodeRows(model, View(features), rows);
  CheckLearnerIds(features, CountRows(features), violations);
  if (!violations.empty()) return Refuse(violations);

  const size_t size = rows.rows * model.num_scores();
  response.mutable_probabilities()->Resize(static_cast<int>(size), 0.0F);
  const absl::Span<float> scores(response.mutable_probabilities()->mutable_data(), size);
  model.Score(rows.values, scores);

  response.set_model(model.manifest().name);
  response.set_version(static_cast<uint64_t>(model.manifest().version));
  response.set_unseen_categories(rows.unseen_categories);
  if (!model.is_regression()) SetLabels(model, scores, response);
  scored = rows.rows;
  return grpc::Status::OK;
}

size_t CountRows(const v1::FeatureMatrix& features) {
  size_t rows = 0;
  for (const v1::NamedColumn& column : features.columns()) {
    rows =
        std::max(rows, static_cast<size_t>(column.numbers_size()) + static_cast<size_t>(column.texts_size()));
  }
  return rows;
}

}  // namespace yachay::inference
