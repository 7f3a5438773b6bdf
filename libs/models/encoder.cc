#include "models/encoder.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace yachay::models {

Encoder::Encoder(std::vector<Feature> features) : features_(std::move(features)), codes_(features_.size()) {
  for (size_t f = 0; f < features_.size(); ++f) {
    by_name_.emplace(features_[f].name, f);
    const auto& categories = features_[f].categories;
    for (size_t code = 0; code < categories.size(); ++code) {
      codes_[f].emplace(categories[code], static_cast<float>(code));
    }
  }
}

std::optional<size_t> Encoder::Find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? std::nullopt : std::optional(found->second);
}

absl::StatusOr<float> Encoder::EncodeNumber(size_t feature, double number) const {
  const Feature& schema = features_[feature];
  if (schema.kind == FeatureKind::kNumber) return static_cast<float>(number);
  return absl::InvalidArgumentError(absl::StrCat(schema.name, ": got the number ", number,
                                                 ", expected text such as '",
                                                 absl::StrJoin(schema.categories, "', '"), "'"));
}

absl::StatusOr<Encoded> Encoder::EncodeCategory(size_t feature, std::string_view category) const {
  const Feature& schema = features_[feature];
  if (schema.kind == FeatureKind::kNumber) {
    return absl::InvalidArgumentError(
        absl::StrCat(schema.name, ": got the text '", std::string(category), "', expected a number"));
  }
  const auto found = codes_[feature].find(category);
  if (found == codes_[feature].end()) return Encoded{kMissing, true};
  return Encoded{found->second, false};
}

}  // namespace yachay::models
