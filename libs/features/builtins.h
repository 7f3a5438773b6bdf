#ifndef FEATURES_BUILTINS_H_
#define FEATURES_BUILTINS_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "absl/types/span.h"
#include "features/learner_state.h"
#include "features/number_map.h"
#include "gamification/rules.h"
#include "learning/calibration.h"

namespace yachay::features {

enum class FeatureType { kNumber, kText, kNumberMap };

// A value and the time of the event that made it (kNever: none did). std::monostate: not known.
struct FeatureValue {
  std::variant<std::monostate, double, std::string, NumberMap> value;
  std::int64_t at_ms = kNever;

  bool known() const { return value.index() != 0; }
  bool operator==(const FeatureValue&) const = default;
};

// A state to be read as of a time: windows end with the learner's local day of as_of_ms, forgetting counts up
// to it.
struct Moment {
  const LearnerState& state;
  const learning::Calibration& calibration;
  std::int64_t as_of_ms;
  const gamification::Rules* rewards =
      nullptr;  // by which the state was folded; nullptr: rewards are not known
};

// A feature that is folded by code. Its definition in words stands in the view's YAML file.
struct Builtin {
  const char* view;
  const char* name;
  FeatureType type;
  bool calibrated;  // its value depends on the calibration
  FeatureValue (*read)(const Moment&);
};

// All of them, view by view.
absl::Span<const Builtin> Builtins();

// nullptr: there is none of that name.
const Builtin* FindBuiltin(std::string_view view, std::string_view name);

// The tables of the views; internal to libs/features.
absl::Span<const Builtin> TracerBuiltins();
absl::Span<const Builtin> ContextBuiltins();  // device, connection, profile, content
absl::Span<const Builtin> RewardsBuiltins();

}  // namespace yachay::features

#endif  // FEATURES_BUILTINS_H_
