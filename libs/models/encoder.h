// From named values to the row of floats that a model reads, by the manifest's feature schema.
//
// A number becomes the nearest float32; a category its code; what is missing, and a category that the model
// has never seen, becomes NaN. The same code path encodes training rows, files and requests.
//
// Immutable after construction: safe to share between threads.
#ifndef MODELS_ENCODER_H_
#define MODELS_ENCODER_H_

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "models/manifest.h"

namespace yachay::models {

inline constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

struct Encoded {
  float value = kMissing;
  bool unseen = false;  // a category outside the schema: scores as missing, worth counting
};

class Encoder {
 public:
  explicit Encoder(std::vector<Feature> features);

  size_t size() const { return features_.size(); }
  const std::vector<Feature>& features() const { return features_; }
  // The feature's place in the row; nullopt when the schema has no such name.
  std::optional<size_t> Find(std::string_view name) const;

  // REQUIRES: feature < size(). InvalidArgument, naming the feature and what it takes, when the kind does not
  // fit. A NaN number is missing.
  absl::StatusOr<float> EncodeNumber(size_t feature, double number) const;
  absl::StatusOr<Encoded> EncodeCategory(size_t feature, std::string_view category) const;

 private:
  std::vector<Feature> features_;
  std::map<std::string, size_t, std::less<>> by_name_;
  std::vector<std::map<std::string, float, std::less<>>> codes_;  // per feature
};

}  // namespace yachay::models

#endif  // MODELS_ENCODER_H_
