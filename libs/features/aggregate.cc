#include "features/aggregate.h"

#include <algorithm>
#include <cmath>

#include "features/fingerprint.h"

namespace yachay::features {
namespace {

constexpr double kFarthest = 1e9;  // fields with fractions beyond it count as it: validation allows 1e7

double AsNumber(const FieldValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  const auto* number = std::get_if<double>(&value);
  return number != nullptr ? *number : 0;
}

std::int64_t AsSummand(const FieldValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  return std::llround(std::clamp(AsNumber(value), -kFarthest, kFarthest) * kFractionsPerUnit);
}

void Insert(std::vector<std::uint64_t>& ids, std::uint64_t id, std::size_t max) {
  const auto it = std::lower_bound(ids.begin(), ids.end(), id);
  if (it != ids.end() && *it == id) return;
  if (ids.size() < max) ids.insert(it, id);
}

void InsertAll(std::vector<std::uint64_t>& ids, const FieldValue& value, std::size_t max) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return Insert(ids, Fingerprint(*text), max);
  if (const auto* texts = std::get_if<const std::vector<std::string>*>(&value)) {
    for (const std::string& text : **texts) Insert(ids, Fingerprint(text), max);
  }
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    Insert(ids, static_cast<std::uint64_t>(*whole), max);
}

struct Adder {
  const Addition& a;

  void operator()(Totals& to) const {
    to.tally.Add({1, AsSummand(a.value)});
    Seen(to.at_ms);
  }
  void operator()(Extreme& to) const {
    const double number = AsNumber(a.value);
    const bool first = to.at_ms == kNever;
    if (!first && number == to.value) to.at_ms = std::min(to.at_ms, a.stamp.at_ms);
    if (first || Beyond(number, to.value)) to = {number, a.stamp.at_ms};
  }
  void operator()(Newest& to) const {
    if (a.stamp <= to.stamp) return;
    const auto* text = std::get_if<std::string_view>(&a.value);
    to = {AsNumber(a.value), text != nullptr ? std::string(*text) : std::string(), a.stamp};
  }
  void operator()(Ids& to) const {
    InsertAll(to.ids, a.value, kMaxDistinct);
    Seen(to.at_ms);
  }
  void operator()(DailyTallies& to) const {
    if (Tally* tally = to.days.At(a.day)) tally->Add({1, AsSummand(a.value)});
    Seen(to.at_ms);
  }
  void operator()(DailyExtremes& to) const {
    if (Extreme* extreme = to.days.At(a.day)) (*this)(*extreme);
    Seen(to.at_ms);
  }
  void operator()(DailyIds& to) const {
    if (auto* ids = to.days.At(a.day)) InsertAll(*ids, a.value, kMaxDistinctOfDay);
    Seen(to.at_ms);
  }

 private:
  void Seen(std::int64_t& at_ms) const { at_ms = std::max(at_ms, a.stamp.at_ms); }
  bool Beyond(double number, double known) const { return a.least ? number < known : number > known; }
};

}  // namespace

void Add(Aggregate& aggregate, const Addition& addition) { std::visit(Adder{addition}, aggregate); }

Aggregate EmptyAggregate(AggregateKind kind) {
  static const Aggregate kEmpty[] = {Totals{},       Extreme{},       Newest{},  Ids{},
                                     DailyTallies{}, DailyExtremes{}, DailyIds{}};
  return kEmpty[static_cast<std::size_t>(kind)];
}

}  // namespace yachay::features
