#include "adapters/answer.h"

#include <algorithm>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "adapters/checks.h"
#include "service/status.h"

namespace yachay::inference {
namespace {

constexpr size_t kMaxLeaves = 1'000'000;  // about 3 MB on the wire

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

void SetMargins(const LoadedModel& model, const EncodedRows& rows, v1::PredictResponse& response) {
  const size_t size = rows.rows * model.num_margins();
  response.mutable_margins()->Resize(static_cast<int>(size), 0.0F);
  model.scorer().Margins(rows.values, absl::MakeSpan(response.mutable_margins()->mutable_data(), size));
}

grpc::Status SetLeaves(const LoadedModel& model, const EncodedRows& rows, v1::PredictResponse& response) {
  if (model.num_trees() == 0) {
    return {grpc::StatusCode::UNIMPLEMENTED,
            absl::StrCat("outputs: ", model.scorer().kind(), " has no trees, and so no leaves")};
  }
  const size_t size = rows.rows * model.num_trees();
  if (size > kMaxLeaves) {
    return service::InvalidArgument(
        {{"outputs", absl::StrCat("OUTPUT_LEAF: ", rows.rows, " rows × ", model.num_trees(),
                                  " trees; expected at most ", kMaxLeaves, ": split the request")}});
  }
  response.mutable_leaves()->Resize(static_cast<int>(size), 0);
  model.scorer().trees()->PredictLeaf(rows.values,
                                      absl::MakeSpan(response.mutable_leaves()->mutable_data(), size));
  return grpc::Status::OK;
}

absl::Span<float> Probabilities(v1::PredictResponse& response) {
  return {response.mutable_probabilities()->mutable_data(),
          static_cast<size_t>(response.probabilities_size())};
}

}  // namespace

grpc::Status Encode(const LoadedModel& model, const v1::FeatureMatrix& features, EncodedRows& rows) {
  std::vector<Violation> violations = EncodeRows(model, View(features), rows);
  CheckLearnerIds(features, CountRows(features), violations);
  return violations.empty() ? grpc::Status::OK : Refuse(violations);
}

grpc::Status Answer(const LoadedModel& model, const EncodedRows& rows, const Outputs& outputs,
                    v1::PredictResponse& response) {
  response.mutable_probabilities()->Resize(static_cast<int>(rows.rows * model.num_scores()), 0.0F);
  const absl::Span<float> scores = Probabilities(response);
  model.Score(rows.values, scores);

  response.set_model(model.manifest().name);
  response.set_version(static_cast<uint64_t>(model.manifest().version));
  response.set_tracer_calibration(model.manifest().tracer_calibration);
  response.set_unseen_categories(rows.unseen_categories);
  if (!model.is_regression()) SetLabels(model, scores, response);
  grpc::Status status;
  for (const int output : outputs) {
    if (output == v1::OUTPUT_MARGIN) SetMargins(model, rows, response);
    if (output == v1::OUTPUT_LEAF && status.ok()) status = SetLeaves(model, rows, response);
  }
  return status;
}

void Reassign(const Arms& arms, const v1::FeatureMatrix& features, const EncodedRows& rows,
              v1::PredictResponse& response) {
  const LoadedModel& arm = *arms.arm;
  const size_t width = arm.num_scores();
  std::vector<float> scores(width);
  for (size_t row = 0; row < rows.rows; ++row) {
    const int at = static_cast<int>(row);
    v1::Assignment& assignment = *response.add_assignments();
    if (!arms.InArm(features.learner_ids(at))) {
      assignment.set_alias(std::string(models::kChampion));
      assignment.set_version(response.version());
      assignment.set_probability(1.0 - arms.split.share);
      continue;
    }
    assignment.set_alias(arms.split.alias);
    assignment.set_version(static_cast<uint64_t>(arm.manifest().version));
    assignment.set_probability(arms.split.share);
    const absl::Span<const float> values = rows.values;
    arm.Score(values.subspan(row * arm.num_features(), arm.num_features()), absl::MakeSpan(scores));
    std::copy(scores.begin(), scores.end(), Probabilities(response).data() + row * width);
    if (!arm.is_regression()) response.set_labels(at, arm.manifest().classes[MostProbable(scores)]);
  }
}

}  // namespace yachay::inference
