// train_bench PLAYERS.csv FOLDER: what `yachay train` and `yachay predict` add to the time of what they stand
// on.
//
//   train          training and evaluation, against XGBoost's C API on the same matrix (CPU time, one thread)
//   batch-predict  rows a second from file to file on two threads, against the evaluator alone on one
//
// Medians of interleaved runs; one JSON line a figure.
#include <time.h>
#include <xgboost/c_api.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

#include "cli/predict_stream.h"
#include "training/table_reader.h"
#include "training/trainer.h"

namespace yachay {
namespace {

constexpr int kRuns = 7;

template <typename T>
T Need(absl::StatusOr<T> result) {
  if (result.ok()) return *std::move(result);
  std::cerr << "train_bench: " << result.status() << "\n";
  std::exit(1);
}

void Need(int code) {
  if (code == 0) return;
  std::cerr << "train_bench: " << XGBGetLastError() << "\n";
  std::exit(1);
}

double CpuSeconds() {
  timespec now = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double WallSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Pair {
  double ours = 0, baseline = 0;
};

Pair Medians(const std::function<void()>& ours, const std::function<void()>& baseline, double (*clock)()) {
  std::vector<double> times[2];
  for (int run = 0; run < kRuns; ++run) {
    for (const bool first : {true, false}) {
      const double begin = clock();
      (first ? ours : baseline)();
      times[first ? 0 : 1].push_back(clock() - begin);
    }
  }
  for (auto& list : times) std::sort(list.begin(), list.end());
  return {times[0][kRuns / 2], times[1][kRuns / 2]};
}

void Print(const char* name, Pair figures, double budget, bool at_most, const char* unit) {
  const double ratio = figures.ours / figures.baseline;
  const bool ok = at_most ? ratio <= budget : ratio >= budget;
  std::printf(
      "{\"name\": \"%s\", \"ours\": %.6g, \"baseline\": %.6g, \"ratio\": %.3f, \"budget\": %g, \"ok\": %s, "
      "\"unit\": \"%s\"}\n",
      name, figures.ours, figures.baseline, ratio, budget, ok ? "true" : "false", unit);
  std::fflush(stdout);
}

// As `yachay train` asks XGBoost by default, and nothing else: matrix, rounds, probabilities of the held-out
// rows.
void BareXgboost(const training::Dataset& train, const training::Dataset& held_out) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> labels(train.labels.begin(), train.labels.end());
  DMatrixHandle matrix = nullptr;
  Need(XGDMatrixCreateFromMat(train.values.data(), train.rows(), train.width(), nan, &matrix));
  Need(XGDMatrixSetFloatInfo(matrix, "label", labels.data(), labels.size()));
  BoosterHandle booster = nullptr;
  Need(XGBoosterCreate(&matrix, 1, &booster));
  const std::pair<const char*, std::string> settings[] = {
      {"objective", "multi:softprob"},
      {"num_class", std::to_string(train.schema.classes.size())},
      {"tree_method", "hist"},
      {"max_depth", "7"},
      {"eta", "0.1"},
      {"subsample", "0.7"},
      {"min_child_weight", "5"},
      {"nthread", "1"},
      {"verbosity", "0"}};
  for (const auto& [name, value] : settings) Need(XGBoosterSetParam(booster, name, value.c_str()));
  for (int round = 0; round < 100; ++round) Need(XGBoosterUpdateOneIter(booster, round, matrix));
  DMatrixHandle rest = nullptr;
  Need(XGDMatrixCreateFromMat(held_out.values.data(), held_out.rows(), held_out.width(), nan, &rest));
  bst_ulong count = 0;
  const float* scores = nullptr;
  Need(XGBoosterPredict(booster, rest, 0, 0, 0, &count, &scores));
  XGDMatrixFree(rest);
  XGBoosterFree(booster);
  XGDMatrixFree(matrix);
}

// The file's rows ten times over.
size_t WriteLarge(const std::string& from, const std::string& to) {
  std::ifstream in(from);
  std::string header;
  std::getline(in, header);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  std::ofstream out(to);
  out << header << "\n";
  for (int copy = 0; copy < 10; ++copy) {
    for (const std::string& line : lines) out << copy << line << "\n";
  }
  return lines.size() * 10;
}

void BenchPredict(const training::TrainResult& result, const training::Dataset& data, const std::string& csv,
                  const std::string& folder) {
  cli::LoadedModel model{{"bench", 1}, {}, result.scorer};
  model.manifest.id = data.schema.id;
  model.manifest.target = data.schema.target;
  model.manifest.classes = data.schema.classes;
  model.manifest.features = data.schema.features;
  const std::string large = folder + "/large.csv";
  const auto rows = static_cast<double>(WriteLarge(csv, large));
  const auto ours = [&] { Need(cli::PredictFile(model, {.data = large, .out = folder + "/out.csv"})); };
  const auto evaluator = [&] {
    for (int copy = 0; copy < 10; ++copy) training::Score(*result.scorer, data);
  };
  const Pair seconds = Medians(ours, evaluator, WallSeconds);
  Print("batch-predict", {rows / seconds.ours, rows / seconds.baseline}, 0.8, false, "rows/s");
}

void Run(const std::string& csv, const std::string& folder) {
  const auto table = Need(training::CsvTable::Read(csv));
  const auto schema = Need(training::InferSchema(table, {}));
  const auto data = Need(training::ReadTable(table, schema, training::Target::kRequired));
  const auto mask = training::HeldOutMask(data, 0.2, 1);
  const training::Dataset train = training::Where(data, mask, 0);
  const training::Dataset held_out = training::Where(data, mask, 1);
  const auto ours = [&] { Need(training::Train(train, held_out, {})); };
  Print("train",
        Medians(
            ours, [&] { BareXgboost(train, held_out); }, CpuSeconds),
        1.2, true, "s of CPU");
  BenchPredict(Need(training::Train(train, held_out, {})), data, csv, folder);
}

}  // namespace
}  // namespace yachay

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: train_bench PLAYERS.csv FOLDER\n";
    return 2;
  }
  yachay::Run(argv[1], argv[2]);
}
