#include "core/label_book.h"

#include <algorithm>

namespace yachay::drift_monitor {

LabelBook::Taken LabelBook::Take(const LabelledRow& row) {
  const size_t classes = row.probabilities.size();
  if (classes == 0) return Taken::kUnknownPrediction;
  if (!row.label.has_value() || *row.label >= classes) return Taken::kUnknownLabel;
  if (!drift::Performance(classes).Add(row.probabilities, row.label).ok()) return Taken::kUnknownPrediction;
  absl::MutexLock lock(&mutex_);
  Version& version = versions_[{row.model, row.version}];
  const std::pair at(absl::ToUnixMicros(row.served_at), row.prediction_id);
  Row kept{row.probabilities, *row.label, GroupsOf(row, version)};
  const bool added = version.rows.insert_or_assign(at, std::move(kept)).second;
  if (version.rows.size() > most_rows_) version.rows.erase(version.rows.begin());
  return added ? Taken::kCounted : Taken::kReplaced;
}

std::vector<uint8_t> LabelBook::GroupsOf(const LabelledRow& row, Version& version) const {
  std::vector<uint8_t> groups;
  for (const auto& category : row.categories) {
    if (std::count(group_columns_.begin(), group_columns_.end(), category.first) == 0) continue;
    const auto known = std::find(version.groups.begin(), version.groups.end(), category);
    const auto index = known - version.groups.begin();
    if (known == version.groups.end()) {
      if (version.groups.size() >= drift::GroupFigures::kMost) continue;
      version.groups.push_back(category);
    }
    groups.push_back(static_cast<uint8_t>(index));
  }
  return groups;
}

std::optional<Labelled> LabelBook::Of(const std::string& model, uint64_t version, absl::Time first,
                                      absl::Time last) const {
  absl::MutexLock lock(&mutex_);
  const auto found = versions_.find({model, version});
  if (found == versions_.end()) return std::nullopt;
  const auto& [rows, groups] = found->second;
  std::optional<drift::Performance> figures;
  drift::GroupFigures by_group;
  for (auto at = rows.lower_bound({absl::ToUnixMicros(first), ""});
       at != rows.end() && at->first.first <= absl::ToUnixMicros(last); ++at) {
    const Row& row = at->second;
    if (!figures.has_value()) figures.emplace(row.probabilities.size());
    if (!figures->Add(row.probabilities, row.label).ok()) continue;  // classes changed in between
    for (const uint8_t group : row.groups) by_group.Add(groups[group], row.probabilities, row.label);
  }
  if (!figures.has_value()) return std::nullopt;
  return Labelled{*figures->Real(), *figures->EstimateError(), by_group.Qualities()};
}

}  // namespace yachay::drift_monitor
