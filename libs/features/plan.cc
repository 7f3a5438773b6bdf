#include "features/plan.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "features/fingerprint.h"
#include "features/local_day.h"

namespace yachay::features {
namespace {

template <typename T>
bool Compare(Condition::Op op, const T& left, const T& right) {
  switch (op) {
    case Condition::Op::kIs:
      return left == right;
    case Condition::Op::kIsNot:
      return left != right;
    case Condition::Op::kBelow:
      return left < right;
    case Condition::Op::kAtMost:
      return left <= right;
    case Condition::Op::kAbove:
      return left > right;
    case Condition::Op::kAtLeast:
      return left >= right;
    case Condition::Op::kHas:
      break;
  }
  return false;
}

auto Place(const Aggregates& aggregates, std::uint64_t id) {
  return std::lower_bound(aggregates.begin(), aggregates.end(), id,
                          [](const auto& entry, std::uint64_t wanted) { return entry.first < wanted; });
}

}  // namespace

bool Condition::Holds(const events::Event& event) const {
  const FieldValue value = field->read(event);
  if (const auto* texts = std::get_if<const std::vector<std::string>*>(&value))
    return std::find((*texts)->begin(), (*texts)->end(), std::get<std::string>(operand)) != (*texts)->end();
  if (const auto* text = std::get_if<std::string_view>(&value))
    return Compare<std::string_view>(op, *text, std::get<std::string>(operand));
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return Compare(op, static_cast<double>(*whole), std::get<double>(operand));
  const auto* number = std::get_if<double>(&value);
  return number != nullptr && Compare(op, *number, std::get<double>(operand));
}

const Aggregate* FindAggregate(const Aggregates& aggregates, std::uint64_t id) {
  const auto it = Place(aggregates, id);
  return it != aggregates.end() && it->first == id ? &it->second : nullptr;
}

void Plan::Add(const Accumulator& accumulator) {
  const auto same = [&](const Accumulator& a) { return a.id == accumulator.id; };
  if (std::any_of(all_.begin(), all_.end(), same)) return;
  by_payload_.resize(std::max(by_payload_.size(), accumulator.event->payload + 1));
  by_payload_[accumulator.event->payload].push_back(all_.size());
  all_.push_back(accumulator);
}

void Plan::KeepOnly(absl::Span<const std::string_view> events, Aggregates* aggregates) const {
  const auto kept = [&](const Aggregates::value_type& entry) {
    return std::any_of(all_.begin(), all_.end(), [&](const Accumulator& a) {
      return a.id == entry.first && std::find(events.begin(), events.end(), a.event->name) != events.end();
    });
  };
  std::erase_if(*aggregates, [&](const auto& entry) { return !kept(entry); });
}

void Plan::Fold(Aggregates& aggregates, const events::Event& event, const Stamp& stamp) const {
  if (event.payload.index() >= by_payload_.size()) return;
  for (const std::size_t index : by_payload_[event.payload.index()]) {
    const Accumulator& accumulator = all_[index];
    const auto holds = [&](const Condition& condition) { return condition.Holds(event); };
    if (!std::all_of(accumulator.where.begin(), accumulator.where.end(), holds)) continue;
    FieldValue value;
    if (accumulator.field != nullptr) {
      value = accumulator.field->read(event);
      if (value.index() == 0) continue;
    }
    auto it = aggregates.begin() + (Place(aggregates, accumulator.id) - aggregates.begin());
    if (it == aggregates.end() || it->first != accumulator.id)
      it = aggregates.insert(it, {accumulator.id, EmptyAggregate(accumulator.kind)});
    features::Add(it->second, {value, stamp, LocalDay(stamp.at_ms, event.utc_offset_ms), accumulator.least});
  }
}

std::uint64_t Plan::hash() const {
  std::vector<std::uint64_t> ids;
  for (const Accumulator& accumulator : all_) ids.push_back(accumulator.id);
  std::sort(ids.begin(), ids.end());
  std::string text;
  for (const std::uint64_t id : ids) absl::StrAppend(&text, absl::Hex(id, absl::kZeroPad16));
  return Fingerprint(text);
}

}  // namespace yachay::features
