#include "adapters/output_tensors.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/status.h"

namespace yachay::inference {
namespace {

constexpr char kMargin[] = "margin";
constexpr char kLeaf[] = "leaf";

std::vector<std::string> DefaultOutputs(const LoadedModel& model) {
  if (model.is_regression()) return {"prediction"};
  return {"label", "probabilities"};
}

std::vector<std::string> AllOutputs(const LoadedModel& model) {
  std::vector<std::string> names = DefaultOutputs(model);
  names.emplace_back(kMargin);
  if (model.num_trees() > 0) names.emplace_back(kLeaf);
  return names;
}

// Values of a row; 0: the tensor has one dimension.
int64_t Width(const LoadedModel& model, const std::string& output) {
  if (output == "probabilities") return static_cast<int64_t>(model.num_scores());
  if (output == kMargin) return static_cast<int64_t>(model.num_margins());
  if (output == kLeaf) return static_cast<int64_t>(model.num_trees());
  return 0;
}

const char* Datatype(const std::string& output) {
  if (output == "label") return "BYTES";
  return output == kLeaf ? "UINT32" : "FP32";
}

// Adds tensors to an answer, typed or raw as the request was.
class Writer {
 public:
  Writer(int64_t rows, bool raw, oip::ModelInferResponse& to) : rows_(rows), raw_(raw), to_(to) {}

  template <typename Field>
  void AddNumbers(const std::string& name, const char* datatype, int64_t width, const Field& values,
                  Field* (oip::InferTensorContents::*contents)()) {
    auto& tensor = Start(name, datatype, width);
    if (!raw_) {
      *(tensor.mutable_contents()->*contents)() = values;
      return;
    }
    to_.add_raw_output_contents(values.data(), static_cast<size_t>(values.size()) * sizeof(*values.data()));
  }

  void AddTexts(const std::string& name, const google::protobuf::RepeatedPtrField<std::string>& values) {
    auto& tensor = Start(name, "BYTES", 0);
    if (!raw_) {
      *tensor.mutable_contents()->mutable_bytes_contents() = values;
      return;
    }
    std::string& bytes = *to_.add_raw_output_contents();
    for (const std::string& value : values) {
      const auto length = static_cast<uint32_t>(value.size());
      bytes.append(reinterpret_cast<const char*>(&length), sizeof(length));
      bytes.append(value);
    }
  }

 private:
  oip::ModelInferResponse::InferOutputTensor& Start(const std::string& name, const char* datatype,
                                                    int64_t width) {
    auto& tensor = *to_.add_outputs();
    tensor.set_name(name);
    tensor.set_datatype(datatype);
    tensor.add_shape(rows_);
    if (width > 0) tensor.add_shape(width);
    return tensor;
  }

  const int64_t rows_;
  const bool raw_;
  oip::ModelInferResponse& to_;
};

void WriteAssignments(const v1::PredictResponse& response, Writer& writer) {
  if (response.assignments().empty()) return;
  google::protobuf::RepeatedField<uint64_t> versions;
  google::protobuf::RepeatedField<double> probabilities;
  for (const v1::Assignment& one : response.assignments()) {
    versions.Add(one.version());
    probabilities.Add(one.probability());
  }
  writer.AddNumbers("assigned_version", "UINT64", 0, versions,
                    &oip::InferTensorContents::mutable_uint64_contents);
  writer.AddNumbers("assignment_probability", "FP64", 0, probabilities,
                    &oip::InferTensorContents::mutable_fp64_contents);
}

std::vector<std::string> Asked(const LoadedModel& model, const oip::ModelInferRequest& request) {
  if (request.outputs().empty()) return DefaultOutputs(model);
  std::vector<std::string> names;
  for (const auto& output : request.outputs()) names.push_back(output.name());
  return names;
}

void AddTensor(const std::string& name, const char* datatype, int64_t width,
               oip::ModelMetadataResponse::TensorMetadata& to) {
  to.set_name(name);
  to.set_datatype(datatype);
  to.add_shape(-1);
  if (width > 0) to.add_shape(width);
}

}  // namespace

grpc::Status ReadOutputs(const LoadedModel& model, const oip::ModelInferRequest& from,
                         v1::PredictRequest& to) {
  const std::vector<std::string> names = AllOutputs(model);
  std::vector<service::FieldViolation> violations;
  for (int i = 0; i < from.outputs_size(); ++i) {
    const std::string& name = from.outputs(i).name();
    const bool twice = std::any_of(from.outputs().begin(), from.outputs().begin() + i,
                                   [&](const auto& other) { return other.name() == name; });
    if (twice || std::find(names.begin(), names.end(), name) == names.end()) {
      violations.push_back(
          {absl::StrCat("outputs[", i, "].name"),
           absl::StrCat("\"", name, twice ? "\" comes twice" : "\" is no output of the model",
                        "; expected each once of: ", absl::StrJoin(names, ", "))});
    }
    if (name == kMargin) to.add_outputs(v1::OUTPUT_MARGIN);
    if (name == kLeaf) to.add_outputs(v1::OUTPUT_LEAF);
  }
  return violations.empty() ? grpc::Status::OK : service::InvalidArgument(violations);
}

void WriteOutputs(const LoadedModel& model, const oip::ModelInferRequest& request,
                  const v1::PredictResponse& response, oip::ModelInferResponse& to) {
  using Contents = oip::InferTensorContents;
  to.set_model_name(response.model());
  to.set_model_version(absl::StrCat(response.version()));
  to.set_id(request.id());
  const auto rows = response.probabilities_size() / static_cast<int>(model.num_scores());
  Writer writer(rows, request.raw_input_contents_size() > 0, to);
  for (const std::string& name : Asked(model, request)) {
    const int64_t width = Width(model, name);
    if (name == "label") {
      writer.AddTexts(name, response.labels());
    } else if (name == kLeaf) {
      writer.AddNumbers(name, Datatype(name), width, response.leaves(), &Contents::mutable_uint_contents);
    } else {
      writer.AddNumbers(name, Datatype(name), width,
                        name == kMargin ? response.margins() : response.probabilities(),
                        &Contents::mutable_fp32_contents);
    }
  }
  WriteAssignments(response, writer);
}

void Describe(const LoadedModel& model, oip::ModelMetadataResponse& to) {
  to.set_name(model.manifest().name);
  to.set_platform(model.num_trees() > 0 ? "xgboost" : "yachay_layers");
  for (const models::Feature& feature : model.manifest().features) {
    AddTensor(feature.name, feature.kind == models::FeatureKind::kNumber ? "FP64" : "BYTES", 0,
              *to.add_inputs());
  }
  for (const std::string& name : AllOutputs(model))
    AddTensor(name, Datatype(name), Width(model, name), *to.add_outputs());
}

}  // namespace yachay::inference
