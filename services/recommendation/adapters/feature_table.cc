#include "adapters/feature_table.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "adapters/learner_codec.h"

namespace yachay::recommendation {
namespace {

using features::v1::FeatureColumn;
using features::v1::GetFeaturesResponse;

constexpr const char* kMore[] = {"tracer:skill_answers",   "tracer:recall",         "tracer:last_seen_ms",
                                 "progress:minutes_7d",    "progress:minutes_28d",  "progress:days_7d",
                                 "progress:answers_7d",    "progress:correct_7d",   "progress:answers_28d",
                                 "progress:correct_28d",   "tracer:mastery_7d_ago", "tracer:mastery_28d_ago",
                                 "rewards:current_streak", "rewards:best_streak",   "rewards:freezes_left"};

// One row of the columns, by name.
class Row {
 public:
  Row(const std::map<std::string, const FeatureColumn*>& columns, int row) : columns_(columns), row_(row) {}

  bool Known(const char* name) const {
    return columns_.at(name)->statuses(row_) != features::v1::FEATURE_STATUS_NOT_FOUND;
  }
  bool Has(const char* name) const { return Present(*columns_.at(name)); }
  double Number(const char* name) const {
    const FeatureColumn& column = *columns_.at(name);
    const double value = Present(column) && row_ < column.numbers_size() ? column.numbers(row_) : 0;
    return std::isfinite(value) ? value : 0;
  }
  int Count(const char* name) const { return static_cast<int>(std::llround(Number(name))); }
  Numbers Map(const char* name) const {
    Numbers numbers;
    const FeatureColumn& column = *columns_.at(name);
    if (!Present(column) || row_ >= column.maps_size()) return numbers;
    const features::v1::NumberMap& map = column.maps(row_);
    for (int i = 0; i < std::min(map.keys_size(), map.values_size()); ++i)
      numbers[map.keys(i)] = map.values(i);
    return numbers;
  }
  // When the latest event behind the value occurred; nullopt: there was none.
  std::optional<std::int64_t> TimeMs(const char* name) const {
    const FeatureColumn& column = *columns_.at(name);
    if (row_ >= column.value_times_ms_size() || column.value_times_ms(row_) <= 0) return std::nullopt;
    return column.value_times_ms(row_);
  }

 private:
  bool Present(const FeatureColumn& column) const {
    return column.statuses(row_) == features::v1::FEATURE_STATUS_PRESENT;
  }

  const std::map<std::string, const FeatureColumn*>& columns_;
  const int row_;
};

bool Names(const features::v1::GetFeaturesRequest& request, const char* feature) {
  return std::find(request.features().begin(), request.features().end(), feature) != request.features().end();
}

double Get(const Numbers& numbers, const std::string& key, double otherwise) {
  const auto found = numbers.find(key);
  return found == numbers.end() ? otherwise : found->second;
}

std::optional<DaysInARow> StreakOf(const Row& row) {
  if (!row.Has("rewards:best_streak")) return std::nullopt;
  return DaysInARow{row.Count("rewards:current_streak"), row.Count("rewards:best_streak"),
                    row.Count("rewards:freezes_left")};
}

LearnerFacts FactsOf(const std::string& id, bool without_consent, const Row& row) {
  LearnerFacts facts;
  facts.id = id;
  facts.known = row.Known("progress:days_28d");
  facts.without_consent = without_consent;
  if (without_consent) return facts;
  const Numbers recall = row.Map("tracer:recall");
  const Numbers answers = row.Map("tracer:skill_answers");
  const Numbers seen = row.Map("tracer:last_seen_ms");
  const Numbers ago_7d = row.Map("tracer:mastery_7d_ago");
  const Numbers ago_28d = row.Map("tracer:mastery_28d_ago");
  for (const auto& [skill, mastery] : row.Map("tracer:mastery")) {
    facts.skills[skill] = {.mastery = std::clamp(mastery, 0.0, 1.0),
                           .recall = std::clamp(Get(recall, skill, 1), 0.0, 1.0),
                           .answers = std::llround(Get(answers, skill, 0)),
                           .last_ms = std::llround(Get(seen, skill, 0)),
                           .change_7d = mastery - Get(ago_7d, skill, mastery),
                           .change_28d = mastery - Get(ago_28d, skill, mastery)};
  }
  facts.minutes_7d = row.Number("progress:minutes_7d");
  facts.minutes_28d = row.Number("progress:minutes_28d");
  facts.days_7d = row.Count("progress:days_7d");
  facts.days_28d = row.Count("progress:days_28d");
  facts.answers_7d = row.Count("progress:answers_7d");
  facts.correct_7d = row.Count("progress:correct_7d");
  facts.answers_28d = row.Count("progress:answers_28d");
  facts.correct_28d = row.Count("progress:correct_28d");
  facts.streak = StreakOf(row);
  facts.last_played_ms = row.TimeMs("progress:days_28d");
  facts.played = facts.last_played_ms || row.Number("tracer:answers") > 0;
  return facts;
}

}  // namespace

features::v1::GetFeaturesRequest ProgressRequest(const std::vector<std::string>& learners) {
  features::v1::GetFeaturesRequest request = LearnerRequest("", learners.size() == 1);
  request.clear_learner_ids();
  for (const char* name : kMore) {
    if (!Names(request, name)) request.add_features(name);  // the tracer's may be there
  }
  for (const std::string& learner : learners) request.add_learner_ids(learner);
  return request;
}

absl::StatusOr<std::vector<LearnerFacts>> FactsOf(const std::vector<std::string>& learners,
                                                  const GetFeaturesResponse& response) {
  std::map<std::string, const FeatureColumn*> columns;
  for (const FeatureColumn& column : response.columns()) {
    if (column.statuses_size() != static_cast<int>(learners.size()))
      return absl::UnavailableError(absl::StrCat("feature-store: ", column.name(), " has ",
                                                 column.statuses_size(), " values for ", learners.size(),
                                                 " learners"));
    columns[column.name()] = &column;
  }
  const features::v1::GetFeaturesRequest asked = ProgressRequest({});
  for (const std::string& name : asked.features()) {
    if (columns.count(name) == 0)
      return absl::UnavailableError(absl::StrCat("feature-store: the answer lacks the column ", name));
  }
  std::vector<LearnerFacts> facts;
  for (int row = 0; row < static_cast<int>(learners.size()); ++row) {
    const bool without_consent = row < response.without_consent_size() && response.without_consent(row);
    facts.push_back(FactsOf(learners[static_cast<std::size_t>(row)], without_consent, Row(columns, row)));
  }
  return facts;
}

}  // namespace yachay::recommendation
