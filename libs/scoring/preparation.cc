#include "scoring/preparation.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace yachay::scoring {

size_t PreparedWidth(const std::vector<models::Preparation>& steps) {
  size_t width = 0;
  for (const models::Preparation& step : steps) width += step.one_hot > 0 ? step.one_hot : 1;
  return width;
}

absl::Status CheckPreparation(const std::vector<models::Preparation>& steps,
                              const std::vector<models::Feature>& features) {
  if (steps.size() != features.size()) {
    return absl::InvalidArgumentError(absl::StrCat("preparation: ", steps.size(), " steps for ",
                                                   features.size(), " features; expected one each"));
  }
  for (size_t f = 0; f < steps.size(); ++f) {
    const models::Preparation& step = steps[f];
    if (step.one_hot == features[f].categories.size() && std::isfinite(step.impute) &&
        std::isfinite(step.center) && std::isfinite(step.scale)) {
      continue;
    }
    return absl::InvalidArgumentError(absl::StrCat(
        "preparation of '", features[f].name, "': one_hot is ", step.one_hot, ", the feature has ",
        features[f].categories.size(), " categories; impute, center and scale must be finite"));
  }
  return absl::OkStatus();
}

void Prepare(const std::vector<models::Preparation>& steps, absl::Span<const float> row,
             absl::Span<float> out) {
  assert(row.size() == steps.size() && out.size() == PreparedWidth(steps));
  float* to = out.data();
  for (size_t f = 0; f < steps.size(); ++f) {
    const models::Preparation& step = steps[f];
    if (step.one_hot == 0) {
      *to++ = ((std::isnan(row[f]) ? step.impute : row[f]) - step.center) * step.scale;
      continue;
    }
    std::fill_n(to, step.one_hot, 0.0F);
    if (row[f] >= 0 && row[f] < static_cast<float>(step.one_hot)) to[static_cast<size_t>(row[f])] = 1.0F;
    to += step.one_hot;
  }
}

}  // namespace yachay::scoring
