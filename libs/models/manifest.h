// What a model version says about itself: manifest.json in its folder.
//
// A manifest binds a model file to the named features it was trained on. `SchemaHash` is the SHA-256 (hex) of
// names, kinds and category codes in order: two parties that hold the same hash mean the same row of floats.
//
// Plain values, no I/O; safe to copy between threads.
#ifndef MODELS_MANIFEST_H_
#define MODELS_MANIFEST_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace yachay::models {

enum class FeatureKind { kNumber, kCategory };

struct Feature {
  std::string name;
  FeatureKind kind = FeatureKind::kNumber;
  std::vector<std::string> categories = {};  // kCategory only: the code of a category is its index here

  bool operator==(const Feature&) const = default;
};

// A figure measured on held-out rows, with its 95 % confidence interval.
struct Metric {
  double value = 0;
  double low = 0;
  double high = 0;

  bool operator==(const Metric&) const = default;
};

// What a model with layers does to a feature first; trees read features as they are.
struct Preparation {
  uint32_t one_hot = 0;  // number of categories; 0: a number
  float impute = 0;      // for a number that is missing
  float center = 0;
  float scale = 1;  // (x - center) * scale

  bool operator==(const Preparation&) const = default;
};

// Points of a line that never falls; flat beyond its ends.
struct CalibrationCurve {
  std::vector<double> x;
  std::vector<double> y;

  bool operator==(const CalibrationCurve&) const = default;
};

// What is done to the model's probabilities, in training's measurements and in serving alike.
struct Calibration {
  std::string method;                    // "temperature" | "isotonic"
  double temperature = 1;                // temperature only
  std::vector<CalibrationCurve> curves;  // isotonic only: one a class

  bool operator==(const Calibration&) const = default;
};

struct Manifest {
  std::string name;                      // of the model: letters, digits, '-', '_', '.'; at most 128
  int version = 0;                       // 1, 2, …; given by the registry
  std::string algorithm;                 // "gradient-boosting" | "random-forest" | "logistic" | "mlp"
  std::string id;                        // column that names a row, "" when there was none
  std::string target;                    // column that was learned
  std::vector<std::string> classes;      // order of the model's scores
  std::vector<Feature> features;         // order of the model's row
  std::vector<Preparation> preparation;  // one a feature, for models with layers; else empty
  std::optional<Calibration> calibration;
  std::map<std::string, Metric> metrics;  // "accuracy", "macro_f1", …
  std::string data_fingerprint;           // "sha256:…" of the training data as read
  std::string code_version;               // of the trainer
  std::string created_at;                 // RFC 3339, UTC
  std::string model_file = "model.ubj";   // in the version's folder
  uint64_t seed = 0;
  double held_out_share = 0;            // of the rows, kept from training by that seed; 0: not known
  std::string tracer_calibration = {};  // "sha256:…" (learning::Fingerprint) of the one that the rows were
                                        // made under; "": the model reads no tracer state
  bool golden_rows = true;              // false: logged by another tool, without rows to replay

  bool operator==(const Manifest&) const = default;
};

// Hex SHA-256 over the features' names, kinds and categories, in order.
std::string SchemaHash(const std::vector<Feature>& features);

// Hex SHA-256 of `bytes`.
std::string Sha256(std::string_view bytes);

// JSON with keys in a fixed order: the same manifest gives the same bytes.
std::string ManifestToJson(const Manifest& manifest);

// InvalidArgument, starting with `where` (a path) and the field's name, when the JSON is broken, a field is
// missing or has the wrong type, or the stored schema hash is not that of the features.
absl::StatusOr<Manifest> ManifestFromJson(std::string_view json, std::string_view where);

}  // namespace yachay::models

#endif  // MODELS_MANIFEST_H_
