#include "scoring/dense_model.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace yachay::scoring {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFormat[] = "yachay-dense-1";
constexpr size_t kMaxLayers = 16;
constexpr size_t kMaxWidth = 4096;

absl::Status Invalid(size_t layer, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("layers[", layer, "]: ", what));
}

bool ReadFloats(const Json& layer, const char* key, size_t count, std::vector<float>& values) {
  if (!layer.contains(key) || !layer[key].is_array() || layer[key].size() != count) return false;
  for (const Json& item : layer[key]) {
    if (!item.is_number()) return false;
    values.push_back(item.get<float>());
    if (!std::isfinite(values.back())) return false;
  }
  return true;
}

bool ReadSize(const Json& layer, const char* key, size_t& size) {
  if (!layer.is_object() || !layer.contains(key) || !layer[key].is_number_unsigned()) return false;
  size = layer[key].get<size_t>();
  return size >= 1 && size <= kMaxWidth;
}

absl::StatusOr<Layer> ReadLayer(const Json& json, size_t at) {
  Layer layer;
  for (const auto& [key, size] : {std::pair{"inputs", &layer.inputs}, std::pair{"outputs", &layer.outputs}}) {
    if (!ReadSize(json, key, *size))
      return Invalid(at, absl::StrCat("field '", key, "': expected a whole number from 1 to ", kMaxWidth));
  }
  if (!ReadFloats(json, "weights", layer.inputs * layer.outputs, layer.weights)) {
    return Invalid(
        at, absl::StrCat("field 'weights': expected ", layer.inputs * layer.outputs, " finite numbers"));
  }
  if (!ReadFloats(json, "bias", layer.outputs, layer.bias)) {
    return Invalid(at, absl::StrCat("field 'bias': expected ", layer.outputs, " finite numbers"));
  }
  return layer;
}

// out = bias + in · weights, summed over the inputs in order.
void Apply(const Layer& layer, const float* in, float* out) {
  std::copy(layer.bias.begin(), layer.bias.end(), out);
  const float* weights = layer.weights.data();
  for (size_t i = 0; i < layer.inputs; ++i, weights += layer.outputs) {
    for (size_t o = 0; o < layer.outputs; ++o) out[o] += in[i] * weights[o];
  }
}

void Softmax(float* scores, size_t count) {
  const float max = *std::max_element(scores, scores + count);
  float sum = 0;
  for (size_t i = 0; i < count; ++i) {
    scores[i] = std::exp(scores[i] - max);
    sum += scores[i];
  }
  for (size_t i = 0; i < count; ++i) scores[i] /= sum;
}

}  // namespace

std::string LayersToJson(const std::vector<Layer>& layers) {
  Json list = Json::array();
  for (const Layer& layer : layers) {
    list.push_back({{"inputs", layer.inputs},
                    {"outputs", layer.outputs},
                    {"weights", layer.weights},
                    {"bias", layer.bias}});
  }
  return Json{{"format", kFormat}, {"layers", list}}.dump() + "\n";
}

absl::StatusOr<std::vector<Layer>> LayersFromJson(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object())
    return absl::InvalidArgumentError("expected a JSON object; the file is damaged or another");
  if (json.value("format", Json()) != kFormat) {
    return absl::InvalidArgumentError(absl::StrCat("field 'format': expected '", kFormat, "'"));
  }
  if (!json.contains("layers") || !json["layers"].is_array() || json["layers"].empty() ||
      json["layers"].size() > kMaxLayers) {
    return absl::InvalidArgumentError(absl::StrCat("field 'layers': expected a list of 1 to ", kMaxLayers));
  }
  std::vector<Layer> layers;
  for (const Json& item : json["layers"]) {
    auto layer = ReadLayer(item, layers.size());
    if (!layer.ok()) return layer.status();
    if (!layers.empty() && layers.back().outputs != layer->inputs) {
      return Invalid(layers.size(), absl::StrCat("takes ", layer->inputs, " inputs, the layer before gives ",
                                                 layers.back().outputs));
    }
    layers.push_back(*std::move(layer));
  }
  return layers;
}

DenseModel::DenseModel(std::vector<models::Preparation> steps, std::vector<Layer> layers)
    : steps_(std::move(steps)), layers_(std::move(layers)) {
  for (const Layer& layer : layers_) widest_ = std::max({widest_, layer.inputs, layer.outputs});
}

absl::StatusOr<DenseModel> DenseModel::Create(std::vector<models::Preparation> steps,
                                              std::vector<Layer> layers) {
  const size_t width = PreparedWidth(steps);
  if (layers.empty() || layers.front().inputs != width || layers.back().outputs < 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("the first layer takes ", layers.empty() ? 0 : layers.front().inputs,
                     " inputs, the preparation gives ", width, "; the last must give at least 2 outputs"));
  }
  return DenseModel(std::move(steps), std::move(layers));
}

std::string DenseModel::kind() const {
  std::string sizes = absl::StrCat(layers_.size() == 1 ? "logistic " : "mlp ", layers_.front().inputs);
  for (const Layer& layer : layers_) absl::StrAppend(&sizes, "-", layer.outputs);
  return sizes;
}

void DenseModel::Score(absl::Span<const float> rows, absl::Span<float> scores) const {
  Margins(rows, scores);
  for (size_t at = 0; at < scores.size(); at += num_outputs()) Softmax(&scores[at], num_outputs());
}

void DenseModel::Margins(absl::Span<const float> rows, absl::Span<float> margins) const {
  std::vector<float> buffers(2 * widest_);
  const size_t outputs = num_outputs();
  for (size_t r = 0; r * outputs < margins.size(); ++r) {
    float* in = buffers.data();
    float* out = in + widest_;
    Prepare(steps_, rows.subspan(r * steps_.size(), steps_.size()),
            absl::MakeSpan(in, layers_.front().inputs));
    for (size_t l = 0; l < layers_.size(); ++l) {
      if (l > 0) {
        for (size_t i = 0; i < layers_[l].inputs; ++i) in[i] = std::max(in[i], 0.0F);
      }
      Apply(layers_[l], in, out);
      std::swap(in, out);
    }
    std::copy_n(in, outputs, margins.data() + r * outputs);
  }
}

absl::Status DenseModel::Contributions(absl::Span<const float> row, std::vector<float>* out) const {
  if (layers_.size() != 1) {
    return absl::UnimplementedError(absl::StrCat(
        kind(),
        ": contributions are exact for trees and for one layer (logistic) only; explain such a model"));
  }
  const Layer& layer = layers_.front();
  std::vector<float> inputs(layer.inputs);
  Prepare(steps_, row, absl::MakeSpan(inputs));
  const size_t stride = steps_.size() + 1;
  out->assign(layer.outputs * stride, 0.0F);
  for (size_t o = 0; o < layer.outputs; ++o) {
    float* to = out->data() + o * stride;
    size_t i = 0;
    for (size_t feature = 0; feature < steps_.size(); ++feature) {
      const size_t end = i + std::max(1U, steps_[feature].one_hot);
      for (; i < end; ++i) to[feature] += inputs[i] * layer.weights[i * layer.outputs + o];
    }
    to[steps_.size()] = layer.bias[o];
  }
  return absl::OkStatus();
}

}  // namespace yachay::scoring
