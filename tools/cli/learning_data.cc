#include "cli/learning_data.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "training/csv.h"

namespace yachay::cli {
namespace {

using learning::History;
using learning::PastAnswer;
using training::CsvTable;

constexpr double kMostSeconds = 1e11;  // in the year 5138: a time in milliseconds is refused

char SeparatorOf(const std::string& path) {
  std::ifstream file(path);
  std::string header;
  std::getline(file, header);
  return header.find('\t') == std::string::npos ? ',' : '\t';
}

std::string Text(std::string_view cell) { return std::string(cell); }

class Reader {
 public:
  Reader(const CsvTable& table, AnswerData& out) : table_(table), out_(out) {}

  absl::Status Read() {
    if (auto status = FindColumns(); !status.ok()) return status;
    for (size_t row = 0; row < table_.rows(); ++row) {
      if (auto status = ReadRow(row); !status.ok()) return status;
    }
    for (History& history : out_.histories) {
      std::stable_sort(
          history.answers.begin(), history.answers.end(),
          [](const PastAnswer& a, const PastAnswer& b) { return a.occurred_at_ms < b.occurred_at_ms; });
      out_.answers += history.answers.size();
    }
    out_.items = items_.size();
    out_.skills = skills_.size();
    return absl::OkStatus();
  }

 private:
  absl::Status FindColumns() {
    const std::pair<const char*, size_t*> wanted[] = {{"user_id", &user_},
                                                      {"item_id", &item_},
                                                      {"timestamp", &time_},
                                                      {"correct", &correct_},
                                                      {"skill_id", &skill_}};
    for (const auto& [name, column] : wanted) {
      const auto found = table_.Require(name);
      if (!found.ok()) return found.status();
      *column = *found;
    }
    order_ = table_.Find("order_id");
    choices_ = table_.Find("choices");
    return absl::OkStatus();
  }

  absl::Status Wrong(size_t row, size_t column, const char* expected) const {
    return absl::InvalidArgumentError(absl::StrCat(table_.Where(row, column), ": '",
                                                   Text(table_.at(row, column)), "'; expected ", expected));
  }

  absl::Status ReadRow(size_t row) {
    if (table_.at(row, user_).empty()) return Wrong(row, user_, "the learner's id");
    if (table_.at(row, item_).empty()) return Wrong(row, item_, "the item's id");
    const auto correct = training::ParseNumber(table_.at(row, correct_));
    if (!correct || (*correct != 0 && *correct != 1)) return Wrong(row, correct_, "0 or 1");
    const auto seconds = training::ParseNumber(table_.at(row, time_));
    if (!seconds || std::abs(*seconds) > kMostSeconds) return Wrong(row, time_, "seconds, at most 1e11");
    History& history = Learner(table_.at(row, user_));
    PastAnswer& answer = Place(history, row);
    answer.item = Text(table_.at(row, item_));
    answer.correct = *correct == 1;
    answer.occurred_at_ms = std::llround(*seconds * 1000);
    items_.insert(answer.item);
    AddSkills(table_.at(row, skill_), answer);
    return choices_ ? ReadChoices(row, answer) : absl::OkStatus();
  }

  absl::Status ReadChoices(size_t row, PastAnswer& answer) const {
    const std::string_view cell = table_.at(row, *choices_);
    if (training::IsMissing(cell)) return absl::OkStatus();
    const auto choices = training::ParseNumber(cell);
    if (!choices || *choices < 0 || *choices > 1000) return Wrong(row, *choices_, "a number from 0 to 1000");
    answer.choices = static_cast<int>(*choices);
    return absl::OkStatus();
  }

  History& Learner(std::string_view id) {
    const auto [found, added] = learners_.try_emplace(Text(id), out_.histories.size());
    if (added) out_.histories.push_back({Text(id), {}});
    return out_.histories[found->second];
  }

  // A new answer, or the one of the same order_id.
  PastAnswer& Place(History& history, size_t row) {
    if (order_) {
      const auto [found, added] =
          orders_[history.learner].try_emplace(Text(table_.at(row, *order_)), history.answers.size());
      if (!added) return history.answers[found->second];
    }
    return history.answers.emplace_back();
  }

  void AddSkills(std::string_view cell, PastAnswer& answer) {
    if (training::IsMissing(cell)) return;
    const std::vector<std::string> named = absl::StrSplit(Text(cell), ';', absl::SkipWhitespace());
    for (const std::string& skill : named) {
      skills_.insert(skill);
      auto& list = answer.skills;
      if (std::find(list.begin(), list.end(), skill) == list.end()) list.push_back(skill);
    }
  }

  const CsvTable& table_;
  AnswerData& out_;
  size_t user_ = 0, item_ = 0, time_ = 0, correct_ = 0, skill_ = 0;
  std::optional<size_t> order_, choices_;
  std::unordered_map<std::string, size_t> learners_;
  std::unordered_map<std::string, std::unordered_map<std::string, size_t>> orders_;
  std::unordered_set<std::string> items_, skills_;
};

}  // namespace

absl::StatusOr<AnswerData> ReadAnswers(const std::string& path) {
  const auto table = CsvTable::Read(path, {.separator = SeparatorOf(path)});
  if (!table.ok()) return table.status();
  AnswerData data{.path = path, .fingerprint = table->fingerprint(), .histories = {}};
  if (auto status = Reader(*table, data).Read(); !status.ok()) return status;
  if (data.answers == 0) return absl::InvalidArgumentError(absl::StrCat(path, ": no answers"));
  return data;
}

std::vector<const History*> Pointers(const std::vector<History>& histories) {
  std::vector<const History*> pointers;
  for (const History& history : histories) pointers.push_back(&history);
  return pointers;
}

}  // namespace yachay::cli
