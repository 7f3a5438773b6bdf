#ifndef FEATURE_STORE_CORE_QUERY_H_
#define FEATURE_STORE_CORE_QUERY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "features/builtins.h"
#include "features/learner_state.h"
#include "features/view.h"
#include "gamification/rules.h"
#include "learning/calibration.h"

namespace yachay::feature_store {

// By partition: a record that must have had its effect before values are read.
using MinOffsets = std::map<std::int32_t, std::int64_t>;

enum class ValueStatus { kPresent, kNull, kNotFound, kOutsideMaxAge };

// One feature of many learners, in their order. Of the three lists of values the one of `feature`'s type is
// as long as the others; a value that is not present is NaN, "" or empty there.
struct Column {
  features::FeatureRef feature;
  std::vector<double> numbers;
  std::vector<std::string> texts;
  std::vector<features::NumberMap> maps;
  std::vector<ValueStatus> statuses;
  std::vector<std::int64_t> value_times_ms;  // 0: no event made it
};

// Reads the features of states as of a time; null is a learner not known. Without the rules
// of rewards those features are null. Pure.
std::vector<Column> ReadColumns(absl::Span<const features::FeatureRef> refs,
                                absl::Span<const features::LearnerState* const> states,
                                const learning::Calibration& calibration, std::int64_t as_of_ms,
                                const gamification::Rules* rewards = nullptr);
std::vector<Column> ReadColumns(absl::Span<const features::FeatureRef> refs,
                                absl::Span<const std::optional<features::LearnerState>> states,
                                const learning::Calibration& calibration, std::int64_t as_of_ms,
                                const gamification::Rules* rewards = nullptr);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_QUERY_H_
