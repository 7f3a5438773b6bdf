#include "core/query.h"

#include <limits>

namespace yachay::feature_store {
namespace {

using features::FeatureType;
using features::FeatureValue;

ValueStatus StatusOf(const FeatureValue& value, const features::View& view, std::int64_t as_of_ms) {
  if (!value.known()) return ValueStatus::kNull;
  const bool aged =
      view.max_age_ms > 0 && value.at_ms != features::kNever && as_of_ms - value.at_ms > view.max_age_ms;
  return aged ? ValueStatus::kOutsideMaxAge : ValueStatus::kPresent;
}

template <typename T>
T Take(FeatureValue& value, ValueStatus status, T absent) {
  T* present = status == ValueStatus::kPresent ? std::get_if<T>(&value.value) : nullptr;
  return present != nullptr ? std::move(*present) : std::move(absent);
}

void Append(Column& column, FeatureValue value, ValueStatus status) {
  switch (column.feature.feature->type) {
    case FeatureType::kNumber:
      column.numbers.push_back(Take(value, status, std::numeric_limits<double>::quiet_NaN()));
      break;
    case FeatureType::kText:
      column.texts.push_back(Take(value, status, std::string()));
      break;
    case FeatureType::kNumberMap:
      column.maps.push_back(Take(value, status, features::NumberMap()));
      break;
  }
  column.statuses.push_back(status);
  column.value_times_ms.push_back(value.at_ms == features::kNever ? 0 : value.at_ms);
}

void Reserve(Column& column, const features::FeatureRef& ref, std::size_t size) {
  column.feature = ref;
  column.statuses.reserve(size);
  column.value_times_ms.reserve(size);
  if (ref.feature->type == FeatureType::kNumber) column.numbers.reserve(size);
  if (ref.feature->type == FeatureType::kText) column.texts.reserve(size);
}

}  // namespace

std::vector<Column> ReadColumns(absl::Span<const features::FeatureRef> refs,
                                absl::Span<const features::LearnerState* const> states,
                                const learning::Calibration& calibration, std::int64_t as_of_ms,
                                const gamification::Rules* rewards) {
  std::vector<Column> columns(refs.size());
  for (std::size_t c = 0; c < refs.size(); ++c) {
    Reserve(columns[c], refs[c], states.size());
    for (const features::LearnerState* state : states) {
      if (state == nullptr) {
        Append(columns[c], {}, ValueStatus::kNotFound);
        continue;
      }
      FeatureValue value = refs[c].feature->Read({*state, calibration, as_of_ms, rewards});
      const ValueStatus status = StatusOf(value, *refs[c].view, as_of_ms);
      Append(columns[c], std::move(value), status);
    }
  }
  return columns;
}

std::vector<Column> ReadColumns(absl::Span<const features::FeatureRef> refs,
                                absl::Span<const std::optional<features::LearnerState>> states,
                                const learning::Calibration& calibration, std::int64_t as_of_ms,
                                const gamification::Rules* rewards) {
  std::vector<const features::LearnerState*> pointers;
  pointers.reserve(states.size());
  for (const auto& state : states) pointers.push_back(state ? &*state : nullptr);
  return ReadColumns(refs, pointers, calibration, as_of_ms, rewards);
}

}  // namespace yachay::feature_store
