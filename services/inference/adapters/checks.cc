#include "adapters/checks.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/status.h"

namespace yachay::inference {
namespace {

constexpr size_t kMaxLearners = 1'000;

using Violations = std::vector<service::FieldViolation>;

// What PredictRequest and ExplainRequest have in common.
template <typename Request>
void CheckModelAndRows(const Request& request, size_t max_learners, const std::string& path,
                       Violations& violations) {
  if (request.model().empty()) {
    violations.push_back(
        {path + "model", "is empty; expected the name of a model, for example \"engagement\""});
  }
  if (request.selector_case() == Request::kVersion && request.version() == 0) {
    violations.push_back({path + "version", "is 0; versions count from 1; leave it out for the champion"});
  }
  if (request.rows_case() == Request::ROWS_NOT_SET) {
    violations.push_back({path + "rows", "neither features nor learners is set; expected one of them"});
  }
  const auto learners = static_cast<size_t>(request.learners().learner_ids_size());
  if (request.has_learners() && (learners == 0 || learners > max_learners)) {
    violations.push_back(
        {path + "learners.learner_ids", absl::StrCat(learners, " ids; expected 1 to ", max_learners)});
  }
}

void CheckOutputs(const v1::PredictRequest& request, const std::string& path, Violations& violations) {
  std::set<int> seen;
  for (int i = 0; i < request.outputs_size(); ++i) {
    const int output = request.outputs(i);
    const bool known = output == v1::OUTPUT_MARGIN || output == v1::OUTPUT_LEAF;
    if (known && seen.insert(output).second) continue;
    violations.push_back({absl::StrCat(path, "outputs[", i, "]"),
                          known ? "comes twice; expected each once"
                                : absl::StrCat(output, "; expected OUTPUT_MARGIN or OUTPUT_LEAF")});
  }
}

grpc::Status Refuse(const Violations& violations) {
  return violations.empty() ? grpc::Status::OK : service::InvalidArgument(violations);
}

template <typename Request>
size_t Count(const Request& request) {
  return request.has_learners() ? static_cast<size_t>(request.learners().learner_ids_size())
                                : CountRows(request.features());
}

}  // namespace

grpc::Status CheckPredict(const v1::PredictRequest& request) {
  Violations violations;
  CheckModelAndRows(request, kMaxLearners, "", violations);
  CheckOutputs(request, "", violations);
  return Refuse(violations);
}

grpc::Status CheckStream(const v1::PredictStreamRequest& request) {
  Violations violations;
  CheckModelAndRows(request.request(), kMaxStreamRows, "request.", violations);
  CheckOutputs(request.request(), "request.", violations);
  const size_t rows = CountRows(request.request().features());
  if (request.request().has_features() && (rows == 0 || rows > kMaxStreamRows)) {
    violations.push_back(
        {"request.features.columns", absl::StrCat(rows, " rows; expected 1 to ", kMaxStreamRows)});
  }
  if (request.chunk_rows() > kChunkRows) {
    violations.push_back({"chunk_rows", absl::StrCat(request.chunk_rows(), "; expected 0 to ", kChunkRows)});
  }
  return Refuse(violations);
}

grpc::Status CheckExplain(const v1::ExplainRequest& request) {
  Violations violations;
  CheckModelAndRows(request, kMaxExplainedRows, "", violations);
  const size_t rows = CountRows(request.features());
  if (rows > kMaxExplainedRows) {
    violations.push_back(
        {"features.columns", absl::StrCat(rows, " rows; expected at most ", kMaxExplainedRows)});
  }
  return Refuse(violations);
}

size_t CountRows(const v1::FeatureMatrix& features) {
  size_t rows = 0;
  for (const v1::NamedColumn& column : features.columns()) {
    rows =
        std::max(rows, static_cast<size_t>(column.numbers_size()) + static_cast<size_t>(column.texts_size()));
  }
  return rows;
}

size_t CountRows(const v1::PredictRequest& request) { return Count(request); }
size_t CountRows(const v1::ExplainRequest& request) { return Count(request); }

}  // namespace yachay::inference
