// The time to take one answer into a learner's state, and, when files of answers are given, how well answers
// are foretold: learning_bench [NAME TRAIN TEST LEAST_ELO LEAST_TREES]. The baseline of the time is one pass
// over the same answers that only looks up the skill; that of the foretelling, logistic regression on counts.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/learning_evaluate.h"
#include "cli/learning_success.h"
#include "cli/simulate_random.h"
#include "learning/history.h"

namespace yachay::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kAnswers = 200;
constexpr double kBudgetMicroseconds = 5;

// 500 learners who each answer items of 30 skills out of 5,000 items.
std::vector<learning::History> Histories() {
  simulate::Random random(1);
  std::vector<learning::History> histories(500);
  for (learning::History& history : histories) {
    for (size_t a = 0; a < kAnswers; ++a) {
      history.answers.push_back({.item = absl::StrCat("item-", random.Integer(0, 4999)),
                                 .skills = {absl::StrCat("skill-", random.Integer(0, 29))},
                                 .correct = random.Chance(0.6),
                                 .occurred_at_ms = static_cast<int64_t>(a) * 3'600'000});
    }
  }
  return histories;
}

learning::Calibration Fitted() {
  learning::Calibration calibration;
  for (int i = 0; i < 5000; ++i) calibration.items[absl::StrCat("item-", i)] = i % 7 - 3;
  for (int s = 0; s < 30; ++s) calibration.bkt[absl::StrCat("skill-", s)] = {};
  return calibration;
}

template <typename Pass>
double MicrosecondsPerAnswer(const std::vector<learning::History>& histories, Pass pass) {
  const auto start = Clock::now();
  for (const learning::History& history : histories) pass(history);
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count() /
         static_cast<double>(histories.size() * kAnswers);
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

void BenchUpdate() {
  const auto histories = Histories();
  const auto calibration = Fitted();
  double sink = 0;
  std::vector<double> ours, baseline;
  for (int round = 0; round < 7; ++round) {
    ours.push_back(MicrosecondsPerAnswer(histories, [&](const learning::History& history) {
      learning::TracerState state;
      for (const auto& answer : history.answers)
        learning::Update(state, calibration, learning::ToAnswer(answer));
      sink += state.ability;
    }));
    baseline.push_back(MicrosecondsPerAnswer(histories, [&](const learning::History& history) {
      std::map<std::string, double, std::less<>> skills;
      for (const auto& answer : history.answers) sink += skills[answer.skills[0]] += answer.correct ? 1 : 0;
    }));
  }
  const double us = Median(ours), bare = Median(baseline);
  std::printf(
      "{\"name\":\"learning: update an answer\",\"ours\":%.3f,\"baseline\":%.3f,\"ratio\":%.2f,"
      "\"budget\":%.0f,\"ok\":%s,\"unit\":\"us\"}\n",
      us, bare, us / bare, kBudgetMicroseconds, us <= kBudgetMicroseconds ? "true" : "false");
  if (sink == 0.1) std::puts("");  // the work is not to be left out
}

bool BenchForetelling(const char* name, const char* train_path, const char* test_path, double elo,
                      double trees) {
  const auto train = ReadAnswers(train_path), test = ReadAnswers(test_path);
  if (!train.ok() || !test.ok()) {
    std::cerr << train.status() << " " << test.status() << "\n";
    return false;
  }
  const auto results = EvaluateForetelling(*train, *test, SuccessOptions());
  if (!results.ok()) {
    std::cerr << results.status() << "\n";
    return false;
  }
  const double baseline = (*results)[2].measures.auc;
  for (const auto& [at, budget] : {std::pair<size_t, double>{0, elo}, {3, trees}}) {
    const double auc = (*results)[at].measures.auc;
    std::printf(
        "{\"name\":\"learning: %s, %s\",\"ours\":%.4f,\"baseline\":%.4f,\"ratio\":%.3f,\"budget\":%g,"
        "\"ok\":%s,\"unit\":\"AUC\"}\n",
        name, (*results)[at].model.c_str(), auc, baseline, auc / baseline, budget,
        auc >= budget ? "true" : "false");
  }
  return true;
}

}  // namespace
}  // namespace yachay::cli

int main(int argc, char** argv) {
  if (argc == 1) {
    yachay::cli::BenchUpdate();
    return 0;
  }
  if (argc != 6) return 2;
  return yachay::cli::BenchForetelling(argv[1], argv[2], argv[3], std::atof(argv[4]), std::atof(argv[5])) ? 0
                                                                                                          : 1;
}
