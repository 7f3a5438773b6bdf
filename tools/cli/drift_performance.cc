#include "cli/drift_performance.h"

#include <algorithm>
#include <map>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace yachay::cli {
namespace {

using training::CsvTable;

constexpr std::string_view kProbability = "probability_";
constexpr size_t kMostGroups = 50;  // of one column; the rest are not shown

struct Classes {
  std::vector<std::string> names;
  std::vector<size_t> columns;
};

absl::StatusOr<Classes> ClassesOf(const CsvTable& predictions) {
  Classes classes;
  for (size_t at = 0; at < predictions.columns().size(); ++at) {
    const std::string& name = predictions.columns()[at];
    if (!name.starts_with(kProbability)) continue;
    classes.names.push_back(name.substr(kProbability.size()));
    classes.columns.push_back(at);
  }
  if (classes.names.size() >= 2) return classes;
  return absl::InvalidArgumentError(
      absl::StrCat(predictions.name(),
                   ":1: expected a column probability_<class> for each class, as `yachay predict` writes"));
}

absl::Status CheckRows(const CsvTable& current, const CsvTable& predictions,
                       const std::vector<std::string>& ids) {
  if (current.rows() != predictions.rows()) {
    return absl::InvalidArgumentError(absl::StrCat(predictions.name(), ": ", predictions.rows(),
                                                   " rows, expected the ", current.rows(), " of ",
                                                   current.name()));
  }
  const auto predicted = predictions.Find("id");
  for (const std::string& id : ids) {
    const auto at = current.Find(id);
    if (!at.has_value() || !predicted.has_value()) continue;
    for (size_t row = 0; row < current.rows(); ++row) {
      if (current.at(row, *at) == predictions.at(row, *predicted)) continue;
      return absl::InvalidArgumentError(absl::StrCat(predictions.Where(row, *predicted), ": expected ",
                                                     std::string(current.at(row, *at)), ", as ",
                                                     current.Where(row, *at)));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<float>> Probabilities(const CsvTable& predictions, size_t row,
                                                 const Classes& classes) {
  std::vector<float> probabilities;
  for (const size_t column : classes.columns) {
    const auto number = training::ParseNumber(predictions.at(row, column));
    if (!number.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat(predictions.Where(row, column), ": expected a probability, 0 to 1"));
    }
    probabilities.push_back(static_cast<float>(*number));
  }
  return probabilities;
}

// Column and value → figures.
using Groups = std::map<std::pair<std::string, std::string>, drift::Performance>;

absl::Status AddToGroups(const CsvTable& current, size_t row, const std::vector<std::string>& columns,
                         const std::vector<float>& probabilities, std::optional<size_t> label,
                         Groups& groups) {
  for (const std::string& name : columns) {
    const auto at = current.Find(name);
    if (!at.has_value()) continue;
    const auto value = std::string(current.at(row, *at));
    drift::Performance& group = groups.try_emplace({name, value}, probabilities.size()).first->second;
    if (absl::Status s = group.Add(probabilities, label); !s.ok()) return s;
  }
  return absl::OkStatus();
}

std::vector<drift::GroupQuality> Largest(const Groups& groups) {
  std::vector<drift::GroupQuality> qualities;
  for (const auto& [at, performance] : groups) {
    qualities.push_back({at.first, at.second, performance.Estimated(), performance.Real()});
  }
  if (qualities.size() > kMostGroups) qualities.resize(kMostGroups);
  return qualities;
}

}  // namespace

absl::StatusOr<DriftPerformance> MeasurePredictions(const CsvTable& current, const CsvTable& predictions,
                                                    const std::string& target,
                                                    const std::vector<std::string>& ids,
                                                    const std::vector<std::string>& group_columns) {
  const auto classes = ClassesOf(predictions);
  if (!classes.ok()) return classes.status();
  if (absl::Status s = CheckRows(current, predictions, ids); !s.ok()) return s;
  const auto labels = current.Find(target);
  DriftPerformance measured{drift::Performance(classes->names.size()), {}, 0};
  Groups groups;
  for (size_t row = 0; row < current.rows(); ++row) {
    const auto probabilities = Probabilities(predictions, row, *classes);
    if (!probabilities.ok()) return probabilities.status();
    std::optional<size_t> label;
    if (labels.has_value() && !training::IsMissing(current.at(row, *labels))) {
      const auto found = std::find(classes->names.begin(), classes->names.end(), current.at(row, *labels));
      if (found == classes->names.end()) ++measured.unknown_labels;
      if (found != classes->names.end()) label = static_cast<size_t>(found - classes->names.begin());
    }
    absl::Status added = measured.all.Add(*probabilities, label);
    if (added.ok()) added = AddToGroups(current, row, group_columns, *probabilities, label, groups);
    if (!added.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(predictions.Where(row, classes->columns[0]), ": ", added.message()));
    }
  }
  measured.groups = Largest(groups);
  return measured;
}

}  // namespace yachay::cli
