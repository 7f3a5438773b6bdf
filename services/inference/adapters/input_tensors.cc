#include "adapters/input_tensors.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/tensor_values.h"
#include "core/encoding.h"
#include "service/status.h"

namespace yachay::inference {
namespace {

using Tensor = oip::ModelInferRequest::InferInputTensor;
using Violations = std::vector<service::FieldViolation>;

std::string Path(int input) { return absl::StrCat("inputs[", input, "]"); }

// [rows] or [rows, 1].
bool IsColumn(const Tensor& tensor) {
  const auto& shape = tensor.shape();
  const bool flat = shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
  return flat && shape[0] >= 1 && shape[0] <= static_cast<int64_t>(kMaxRows);
}

std::string ReadValues(const oip::ModelInferRequest& request, int input, v1::NamedColumn& to) {
  const Tensor& tensor = request.inputs(input);
  if (!IsColumn(tensor)) {
    return absl::StrCat("shape [", absl::StrJoin(tensor.shape(), ", "),
                        "]; expected [rows] or [rows, 1], 1 to ", kMaxRows, " rows");
  }
  const bool raw = request.raw_input_contents_size() > 0;
  std::string wrong = raw ? ReadRaw(request.raw_input_contents(input), tensor.datatype(), to)
                          : ReadTyped(tensor.contents(), tensor.datatype(), to);
  if (!wrong.empty()) return wrong;
  const int values = to.numbers_size() + to.texts_size();
  if (values == tensor.shape(0)) return "";
  return absl::StrCat(values, " values of ", tensor.datatype(), "; the shape says ", tensor.shape(0));
}

// Moves the column of learner ids to where it belongs.
void Place(v1::NamedColumn column, int input, bool only, v1::PredictRequest& to, Violations& violations) {
  if (column.name() != kLearnerInput) {
    *to.mutable_features()->add_columns() = std::move(column);
  } else if (column.numbers_size() > 0) {
    violations.push_back({Path(input), absl::StrCat("\"", kLearnerInput, "\" has numbers; expected BYTES")});
  } else {
    auto* ids =
        only ? to.mutable_learners()->mutable_learner_ids() : to.mutable_features()->mutable_learner_ids();
    ids->Swap(column.mutable_texts());
  }
}

void CheckRaw(const oip::ModelInferRequest& from, Violations& violations) {
  const int raw = from.raw_input_contents_size();
  if (raw != 0 && raw != from.inputs_size()) {
    violations.push_back({"raw_input_contents", absl::StrCat(raw, " for ", from.inputs_size(),
                                                             " inputs; expected one each, or none")});
  }
  if (raw == 0) return;
  for (int i = 0; i < from.inputs_size(); ++i) {
    if (from.inputs(i).has_contents())
      violations.push_back({Path(i) + ".contents", "is set beside raw_input_contents; expected one of them"});
  }
}

}  // namespace

Selector OpenSelector(const std::string& model, const std::string& version) {
  Selector selector{.model = model, .alias = "", .version = 0};
  if (!absl::SimpleAtoi(version, &selector.version) || selector.version == 0) selector.alias = version;
  return selector;
}

grpc::Status ReadInputs(const oip::ModelInferRequest& from, v1::PredictRequest& to) {
  Violations violations;
  if (from.model_name().empty())
    violations.push_back({"model_name", "is empty; expected a name, for example \"engagement\""});
  if (from.inputs().empty())
    violations.push_back({"inputs", "is empty; expected the model's features (see ModelMetadata)"});
  CheckRaw(from, violations);
  if (!violations.empty()) return service::InvalidArgument(violations);

  const Selector selector = OpenSelector(from.model_name(), from.model_version());
  to.set_model(selector.model);
  if (selector.version != 0) to.set_version(selector.version);
  if (!selector.alias.empty()) to.set_alias(selector.alias);
  for (int i = 0; i < from.inputs_size(); ++i) {
    v1::NamedColumn column;
    column.set_name(from.inputs(i).name());
    std::string wrong = ReadValues(from, i, column);
    if (!wrong.empty()) {
      violations.push_back({Path(i), absl::StrCat("\"", column.name(), "\": ", wrong)});
    } else {
      Place(std::move(column), i, from.inputs_size() == 1, to, violations);
    }
  }
  return violations.empty() ? grpc::Status::OK : service::InvalidArgument(violations);
}

}  // namespace yachay::inference
