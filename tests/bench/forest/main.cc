// forest_bench: the time of a row, alone and in batches, against XGBoosterPredictFromDense on one thread, and
// of each evaluator. One JSON line per figure; ours and the baseline alternate, medians are compared.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "forest/forest.h"
#include "forest/xgboost_judge.h"

namespace yachay::forest {
namespace {

constexpr int kRounds = 41;

// Microseconds that one call takes.
double Time(int calls, const std::function<void()>& call) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < calls; ++i) call();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count() / calls;
}

double Median(std::vector<double> times) {
  std::nth_element(times.begin(), times.begin() + kRounds / 2, times.end());
  return times[kRounds / 2];
}

struct Case {
  std::string name;
  size_t rows;
  double budget;  // of the ratio; 0: none, a figure to know
};

// Alternates; figures are per row. False when the budget is missed.
bool Compare(const Case& c, const Judge& judge, const Forest& forest, const Rows& rows) {
  const Rows some{rows.width,
                  {rows.values.begin(), rows.values.begin() + static_cast<long>(c.rows * rows.width)}};
  std::vector<float> out(c.rows * forest.num_outputs());
  const int calls = static_cast<int>(std::max<size_t>(1, 4096 / c.rows));
  std::vector<double> ours, baseline;
  for (int round = 0; round < kRounds; ++round) {
    ours.push_back(Time(calls, [&] { forest.PredictBatch(some.values, absl::MakeSpan(out)); }));
    baseline.push_back(Time(std::max(1, calls / 4), [&] { judge.Predict(some, Judge::kValues); }));
  }
  const std::vector<float> expected = judge.Predict(some, Judge::kValues);
  const bool same = std::memcmp(expected.data(), out.data(), out.size() * sizeof(float)) == 0;
  const double scale = static_cast<double>(c.rows);
  const double ratio = Median(ours) / Median(baseline);
  const bool ok = same && (c.budget == 0 || ratio <= c.budget);
  std::printf("{\"name\":\"%s\",\"ours\":%.4f,\"baseline\":%.4f,\"ratio\":%.4f,\"budget\":", c.name.c_str(),
              Median(ours) / scale, Median(baseline) / scale, ratio);
  std::printf(c.budget == 0 ? "null" : "%.4f", c.budget);
  std::printf(",\"ok\":%s,\"unit\":\"us/row\",\"bit_identical\":%s}\n", ok ? "true" : "false",
              same ? "true" : "false");
  std::fflush(stdout);
  return ok;
}

// A figure to know, without a budget.
void Report(const std::string& name, const std::vector<double>& ours, const std::vector<double>& baseline) {
  std::printf(
      "{\"name\":\"%s\",\"ours\":%.1f,\"baseline\":%.1f,\"ratio\":%.4f,\"budget\":null,\"ok\":true,"
      "\"unit\":\"us\"}\n",
      name.c_str(), Median(ours), Median(baseline), Median(ours) / Median(baseline));
}

// Reading the file, and explaining a row.
void CompareOthers(const std::string& name, const Judge& judge, const Rows& rows) {
  const std::string bytes = judge.Bytes("ubj");
  const auto forest = Forest::Parse(bytes);
  const Rows row{rows.width, {rows.values.begin(), rows.values.begin() + static_cast<long>(rows.width)}};
  std::vector<float> out;
  std::vector<double> parse, load, ours, baseline;
  for (int round = 0; round < kRounds; ++round) {
    parse.push_back(Time(1, [&] { (void)Forest::Parse(bytes).ok(); }));
    load.push_back(Time(1, [&] { const Judge loaded(bytes); }));
    ours.push_back(Time(4, [&] { (void)forest->Contributions(row.values, &out); }));
    baseline.push_back(Time(4, [&] { judge.PredictMatrix(row, Judge::kContributions); }));
  }
  Report("forest." + name + ".load", parse, load);
  Report("forest." + name + ".explain", ours, baseline);
}

struct Model {
  std::string name;
  std::map<std::string, std::string> settings;
  int rounds;
  int classes;
  size_t width;
  bool budgeted;
};

bool Run(const Model& model) {
  const Rows rows = RandomRows(4096, model.width, 7);
  const Judge judge(rows, model.settings, model.rounds, model.classes, 7);
  auto forest = Forest::Parse(judge.Bytes("ubj"));
  if (!forest.ok()) {
    std::fprintf(stderr, "forest_bench: %s\n", std::string(forest.status().message()).c_str());
    return false;
  }
  const char* names[] = {"scalar", "avx2", "avx512"};
  bool ok = true;
  for (const Evaluator evaluator : Forest::Evaluators()) {
    forest->Use(evaluator);
    const bool best = evaluator == Forest::Evaluators().back();
    const std::string name =
        "forest." + model.name + (best ? "" : std::string(".") + names[static_cast<int>(evaluator)]);
    const bool budgeted = best && model.budgeted;
    ok &= Compare({name + ".row", 1, budgeted ? 0.1 : 0}, judge, *forest, rows);
    ok &= Compare({name + ".batch20", 20, 0}, judge, *forest, rows);
    ok &= Compare({name + ".batch256", 256, budgeted ? 0.25 : 0}, judge, *forest, rows);
  }
  CompareOthers(model.name, judge, rows);
  return ok;
}

int Main() {
  const std::map<std::string, std::string> five = {{"max_depth", "5"}, {"tree_method", "hist"}};
  const auto with = [&](std::map<std::string, std::string> settings) {
    settings.insert(five.begin(), five.end());
    return settings;
  };
  bool ok = Run({"binary", with({{"objective", "binary:logistic"}}), 300, 2, 11, true});
  ok &= Run({"classes3", with({{"objective", "multi:softprob"}, {"num_class", "3"}}), 100, 3, 11, true});
  ok &= Run({"depth6", with({{"objective", "binary:logistic"}, {"max_depth", "6"}}), 300, 2, 11, false});
  ok &= Run({"wide", with({{"objective", "binary:logistic"}}), 300, 2, 60, false});
  return ok ? 0 : 1;
}

}  // namespace
}  // namespace yachay::forest

int main() { return yachay::forest::Main(); }
