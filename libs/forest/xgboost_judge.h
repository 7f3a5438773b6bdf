// For the tests only: trains small models through XGBoost's C API and scores rows with its CPU predictor.
#ifndef FOREST_XGBOOST_JUDGE_H_
#define FOREST_XGBOOST_JUDGE_H_

#include <xgboost/c_api.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace yachay::forest {

inline void Check(int code) {
  if (code != 0) throw std::runtime_error(XGBGetLastError());
}

struct Rows {
  size_t width = 0;
  std::vector<float> values;
  size_t count() const { return values.size() / width; }
};

// Small integers, so that many values tie with a threshold; one in eight is missing.
inline Rows RandomRows(size_t count, size_t width, unsigned seed) {
  std::mt19937 random(seed);
  Rows rows{width, {}};
  for (size_t i = 0; i < count * width; ++i) {
    const bool missing = random() % 8 == 0;
    const float value = static_cast<float>(random() % 41) / 4.0F - 5.0F;
    rows.values.push_back(missing ? std::numeric_limits<float>::quiet_NaN() : value);
  }
  return rows;
}

class Judge {
 public:
  // `settings` are XGBoost's parameters; labels are a noisy function of the row, below `classes`. The first
  // `categorical` columns hold codes.
  Judge(const Rows& rows, const std::map<std::string, std::string>& settings, int rounds, int classes,
        unsigned seed, size_t categorical = 0) {
    DMatrixHandle data = Matrix(rows, categorical);
    std::vector<float> labels = Labels(rows, classes, seed);
    if (settings.at("objective") == "reg:gamma") {
      for (float& label : labels) ++label;  // must be positive
    }
    Check(XGDMatrixSetFloatInfo(data, "label", labels.data(), labels.size()));
    const std::vector<unsigned> groups(rows.count() / 20, 20);
    if (settings.at("objective").starts_with("rank:")) {
      Check(XGDMatrixSetUIntInfo(data, "group", groups.data(), groups.size()));
    }
    Check(XGBoosterCreate(&data, 1, &booster_));
    for (const auto& [name, value] : settings)
      Check(XGBoosterSetParam(booster_, name.c_str(), value.c_str()));
    Check(XGBoosterSetParam(booster_, "nthread", "1"));
    for (int i = 0; i < rounds; ++i) Check(XGBoosterUpdateOneIter(booster_, i, data));
    Check(XGDMatrixFree(data));
  }
  // A model file.
  explicit Judge(const std::string& bytes) {
    Check(XGBoosterCreate(nullptr, 0, &booster_));
    Check(XGBoosterLoadModelFromBuffer(booster_, bytes.data(), bytes.size()));
    Check(XGBoosterSetParam(booster_, "nthread", "1"));
  }
  ~Judge() { XGBoosterFree(booster_); }
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  // `format` is "ubj" or "json".
  std::string Bytes(const std::string& format) const {
    bst_ulong size = 0;
    const char* data = nullptr;
    Check(XGBoosterSaveModelToBuffer(booster_, ("{\"format\":\"" + format + "\"}").c_str(), &size, &data));
    return std::string(data, size);
  }

  static constexpr int kValues = 0, kMargins = 1, kContributions = 2, kLeaves = 6;

  // In place: values or margins. Of dart, XGBoost's answers here differ from those of PredictMatrix.
  std::vector<float> Predict(const Rows& rows, int type) const {
    const std::string array = "{\"data\":[" +
                              std::to_string(reinterpret_cast<uintptr_t>(rows.values.data())) +
                              ",true],\"shape\":[" + std::to_string(rows.count()) + "," +
                              std::to_string(rows.width) + "],\"typestr\":\"<f4\",\"version\":3}";
    Result result;
    Check(XGBoosterPredictFromDense(booster_, array.c_str(), Config(type).c_str(), nullptr, &result.shape,
                                    &result.dimensions, &result.values));
    return result.Copy();
  }

  // Any type; infinities are refused.
  std::vector<float> PredictMatrix(const Rows& rows, int type) const {
    DMatrixHandle data = Matrix(rows, 0);
    Result result;
    Check(XGBoosterPredictFromDMatrix(booster_, data, Config(type).c_str(), &result.shape, &result.dimensions,
                                      &result.values));
    std::vector<float> values = result.Copy();
    Check(XGDMatrixFree(data));
    return values;
  }

 private:
  struct Result {
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* values = nullptr;
    std::vector<float> Copy() const {
      size_t size = 1;
      for (size_t i = 0; i < dimensions; ++i) size *= shape[i];
      return {values, values + size};
    }
  };

  static std::string Config(int type) {
    return "{\"type\":" + std::to_string(type) +
           ",\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,"
           "\"strict_shape\":true,\"missing\":NaN,\"cache_id\":0}";
  }

  static DMatrixHandle Matrix(const Rows& rows, size_t categorical) {
    DMatrixHandle data = nullptr;
    const float missing = std::numeric_limits<float>::quiet_NaN();
    Check(XGDMatrixCreateFromMat(rows.values.data(), rows.count(), rows.width, missing, &data));
    std::vector<const char*> types(rows.width, "q");
    std::fill_n(types.begin(), categorical, "c");
    Check(XGDMatrixSetStrFeatureInfo(data, "feature_type", types.data(), types.size()));
    return data;
  }

  static std::vector<float> Labels(const Rows& rows, int classes, unsigned seed) {
    std::vector<float> labels;
    std::mt19937 random(seed);
    for (size_t r = 0; r < rows.count(); ++r) {
      const float a = rows.values[r * rows.width];
      const float b = rows.values[r * rows.width + (rows.width > 1 ? 1 : 0)];
      const unsigned signal = (a == a ? static_cast<unsigned>(a + 5) : 3) + (b > 0 ? 1 : 0) + random() % 2;
      labels.push_back(static_cast<float>(signal % static_cast<unsigned>(classes)));
    }
    return labels;
  }

  BoosterHandle booster_ = nullptr;
};

}  // namespace yachay::forest

#endif  // FOREST_XGBOOST_JUDGE_H_
