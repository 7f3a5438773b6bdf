#ifndef FEATURES_NUMBER_MAP_H_
#define FEATURES_NUMBER_MAP_H_

#include <algorithm>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yachay::features {

// Numbers by name, ascending by name: what a feature says of each skill or content. One block of memory and
// no tree: it is filled once, most often in order, and then gone through, for every learner that is asked
// for.
class NumberMap {
 public:
  using Entry = std::pair<std::string, double>;

  NumberMap() = default;
  NumberMap(std::initializer_list<Entry> entries) {
    for (const auto& [name, number] : entries) Add(name, number);
  }

  void reserve(std::size_t size) { entries_.reserve(size); }

  // Of two of one name the first is kept. Amortised O(1) in ascending order, else O(size).
  void Add(std::string name, double number) {
    const bool in_order = entries_.empty() || entries_.back().first < name;
    const auto at = in_order ? entries_.cend() : At(name);
    if (at != entries_.end() && at->first == name) return;
    entries_.emplace(at, std::move(name), number);
  }

  // Throws std::out_of_range when there is none of that name.
  double at(std::string_view name) const {
    const auto found = At(name);
    if (found == entries_.end() || found->first != name) throw std::out_of_range(std::string(name));
    return found->second;
  }

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  bool operator==(const NumberMap&) const = default;

 private:
  // The first that is not below it.
  std::vector<Entry>::const_iterator At(std::string_view name) const {
    return std::lower_bound(entries_.begin(), entries_.end(), name,
                            [](const Entry& entry, std::string_view other) { return entry.first < other; });
  }

  std::vector<Entry> entries_;
};

}  // namespace yachay::features

#endif  // FEATURES_NUMBER_MAP_H_
