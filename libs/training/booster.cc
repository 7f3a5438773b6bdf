#include "training/booster.h"

#include <xgboost/c_api.h>

#include <charconv>
#include <limits>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace yachay::training {
namespace {

// XGBoost's messages end in a stack trace.
absl::Status Checked(int code) {
  if (code == 0) return absl::OkStatus();
  const std::string_view message = XGBGetLastError();
  return absl::InternalError(
      absl::StrCat("XGBoost: ", std::string(message.substr(0, message.find("\nStack trace")))));
}

std::string ArrayInterface(absl::Span<const float> rows, size_t width) {
  return absl::StrCat("{\"data\":[", reinterpret_cast<uintptr_t>(rows.data()), ",true],\"shape\":[",
                      rows.size() / width, ",", width, "],\"typestr\":\"<f4\",\"version\":3}");
}

absl::StatusOr<DMatrixHandle> Matrix(absl::Span<const float> values, size_t width,
                                     absl::Span<const float> labels, absl::Span<const float> weights) {
  DMatrixHandle matrix = nullptr;
  const float missing = std::numeric_limits<float>::quiet_NaN();
  auto status = Checked(XGDMatrixCreateFromMat(values.data(), labels.size(), width, missing, &matrix));
  if (status.ok()) status = Checked(XGDMatrixSetFloatInfo(matrix, "label", labels.data(), labels.size()));
  if (status.ok() && !weights.empty()) {
    status = Checked(XGDMatrixSetFloatInfo(matrix, "weight", weights.data(), weights.size()));
  }
  if (status.ok()) return matrix;
  XGDMatrixFree(matrix);
  return status;
}

}  // namespace

void Booster::Free::operator()(void* handle) const { XGBoosterFree(handle); }
void Booster::FreeMatrix::operator()(void* handle) const { XGDMatrixFree(handle); }

absl::StatusOr<Booster> Booster::Create(absl::Span<const float> values, size_t width,
                                        absl::Span<const float> labels, absl::Span<const float> weights,
                                        const Settings& settings) {
  Booster result;
  result.width_ = width;
  auto matrix = Matrix(values, width, labels, weights);
  if (!matrix.ok()) return matrix.status();
  result.matrix_.reset(*matrix);
  BoosterHandle booster = nullptr;
  auto status = Checked(XGBoosterCreate(&*matrix, 1, &booster));
  result.booster_.reset(booster);
  for (const auto& [name, value] : settings) {
    if (status.ok()) status = Checked(XGBoosterSetParam(booster, name.c_str(), value.c_str()));
  }
  if (!status.ok()) return status;
  return result;
}

absl::Status Booster::UpdateOneRound(int round) {
  return Checked(XGBoosterUpdateOneIter(booster_.get(), round, matrix_.get()));
}

absl::Status Booster::SetGroups(absl::Span<const unsigned> sizes) {
  return Checked(XGDMatrixSetUIntInfo(matrix_.get(), "group", sizes.data(), sizes.size()));
}

absl::Status Booster::AddValidation(absl::Span<const float> values, absl::Span<const float> labels,
                                    absl::Span<const float> weights) {
  auto matrix = Matrix(values, width_, labels, weights);
  if (!matrix.ok()) return matrix.status();
  validation_.reset(*matrix);
  return absl::OkStatus();
}

absl::StatusOr<double> Booster::ValidationLoss(int round) const {
  DMatrixHandle matrix = validation_.get();
  const char* name = "validation";
  const char* text = nullptr;  // "[7]\tvalidation-mlogloss:0.34"
  auto status = Checked(XGBoosterEvalOneIter(booster_.get(), round, &matrix, &name, 1, &text));
  if (!status.ok()) return status;
  const std::string_view line(text);
  const size_t colon = line.rfind(':');
  double loss = 0;
  if (colon != std::string_view::npos &&
      std::from_chars(line.data() + colon + 1, line.data() + line.size(), loss).ec == std::errc()) {
    return loss;
  }
  return absl::InternalError(absl::StrCat("XGBoost: '", text, "' holds no loss"));
}

absl::StatusOr<std::string> Booster::Save() const {
  bst_ulong size = 0;
  const char* bytes = nullptr;
  auto status = Checked(XGBoosterSaveModelToBuffer(booster_.get(), "{\"format\":\"ubj\"}", &size, &bytes));
  if (!status.ok()) return status;
  return std::string(bytes, size);
}

absl::StatusOr<std::vector<float>> Booster::Predict(absl::Span<const float> rows, size_t width) const {
  constexpr char kConfig[] =
      "{\"type\":0,\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,\"strict_shape\":true,"
      "\"missing\":NaN,\"cache_id\":0}";
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* scores = nullptr;
  auto status = Checked(XGBoosterPredictFromDense(booster_.get(), ArrayInterface(rows, width).c_str(),
                                                  kConfig, nullptr, &shape, &dimensions, &scores));
  if (!status.ok()) return status;
  size_t count = 1;
  for (size_t i = 0; i < dimensions; ++i) count *= shape[i];
  return std::vector<float>(scores, scores + count);
}

absl::StatusOr<std::vector<double>> Booster::Gain() const {
  bst_ulong count = 0;
  const char** names = nullptr;
  bst_ulong dimensions = 0;
  const bst_ulong* shape = nullptr;
  const float* gains = nullptr;
  auto status = Checked(XGBoosterFeatureScore(booster_.get(), "{\"importance_type\":\"total_gain\"}", &count,
                                              &names, &dimensions, &shape, &gains));
  if (!status.ok()) return status;
  std::vector<double> result(width_);
  for (size_t i = 0; i < count; ++i) {
    const std::string_view name(names[i]);  // "f7"
    size_t feature = width_;
    std::from_chars(name.data() + 1, name.data() + name.size(), feature);
    if (feature < width_) result[feature] = static_cast<double>(gains[i]);
  }
  return result;
}

}  // namespace yachay::training
