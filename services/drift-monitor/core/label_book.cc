#include "core/label_book.h"

namespace yachay::drift_monitor {

LabelBook::Taken LabelBook::Take(const LabelledRow& row) {
  const size_t classes = row.probabilities.size();
  if (classes == 0) return Taken::kUnknownPrediction;
  if (!row.label.has_value() || *row.label >= classes) return Taken::kUnknownLabel;
  if (!drift::Performance(classes).Add(row.probabilities, row.label).ok()) return Taken::kUnknownPrediction;
  absl::MutexLock lock(&mutex_);
  Rows& rows = versions_[{row.model, row.version}];
  const std::pair at(absl::ToUnixMicros(row.served_at), row.prediction_id);
  const bool added = rows.insert_or_assign(at, Row{row.probabilities, *row.label}).second;
  if (rows.size() > most_rows_) rows.erase(rows.begin());
  return added ? Taken::kCounted : Taken::kReplaced;
}

std::optional<Labelled> LabelBook::Of(const std::string& model, uint64_t version, absl::Time first,
                                      absl::Time last) const {
  absl::MutexLock lock(&mutex_);
  const auto rows = versions_.find({model, version});
  if (rows == versions_.end()) return std::nullopt;
  std::optional<drift::Performance> figures;
  for (auto at = rows->second.lower_bound({absl::ToUnixMicros(first), ""});
       at != rows->second.end() && at->first.first <= absl::ToUnixMicros(last); ++at) {
    if (!figures.has_value()) figures.emplace(at->second.probabilities.size());
    figures->Add(at->second.probabilities, at->second.label).IgnoreError();  // classes changed in between
  }
  if (!figures.has_value()) return std::nullopt;
  return Labelled{*figures->Real(), *figures->EstimateError()};
}

}  // namespace yachay::drift_monitor
