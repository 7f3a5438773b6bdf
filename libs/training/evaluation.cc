#include "training/evaluation.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace yachay::training {
namespace {

using Confusion = std::vector<std::vector<size_t>>;

constexpr double kZ = 1.959963984540054;  // the 97.5 % quantile of the normal distribution
constexpr double kMinProbability = 1e-15;

double Ratio(size_t part, size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

ClassEvaluation EvaluateClass(const Confusion& confusion, size_t c) {
  ClassEvaluation result;
  size_t named = 0;
  for (size_t other = 0; other < confusion.size(); ++other) {
    result.support += confusion[c][other];
    named += confusion[other][c];
  }
  result.precision = Ratio(confusion[c][c], named);
  result.recall = Ratio(confusion[c][c], result.support);
  result.f1 = Ratio(2 * confusion[c][c], result.support + named);
  return result;
}

double MacroF1(const Confusion& confusion) {
  double sum = 0;
  for (size_t c = 0; c < confusion.size(); ++c) sum += EvaluateClass(confusion, c).f1;
  return sum / static_cast<double>(confusion.size());
}

// Resampling rows is resampling cells of the confusion matrix: nothing else of a row enters the score.
models::Metric BootstrapMacroF1(const Confusion& confusion, const EvaluationOptions& options) {
  const size_t classes = confusion.size();
  std::vector<uint32_t> cells;
  for (size_t i = 0; i < classes * classes; ++i) {
    cells.insert(cells.end(), confusion[i / classes][i % classes], static_cast<uint32_t>(i));
  }
  std::mt19937_64 random(options.seed);
  std::vector<double> scores;
  for (int b = 0; b < options.bootstrap; ++b) {
    Confusion drawn(classes, std::vector<size_t>(classes));
    for (size_t n = 0; n < cells.size(); ++n) {
      // The high bits of a product: portable, unlike std::uniform_int_distribution.
      const uint32_t cell = cells[((random() >> 32) * cells.size()) >> 32];
      ++drawn[cell / classes][cell % classes];
    }
    scores.push_back(MacroF1(drawn));
  }
  const double value = MacroF1(confusion);
  if (scores.empty()) return {value, value, value};
  std::sort(scores.begin(), scores.end());
  const auto at = [&](double share) {
    return scores[static_cast<size_t>(share * static_cast<double>(scores.size() - 1))];
  };
  return {value, at(0.025), at(0.975)};
}

int FirstLargest(absl::Span<const float> scores) {
  return static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

struct Bin {
  double said = 0;
  double right = 0;
};

double CalibrationError(absl::Span<const int> labels, absl::Span<const float> scores, size_t classes,
                        const std::vector<int>& predicted) {
  constexpr size_t kBins = 15;
  std::vector<Bin> bins(kBins);
  for (size_t r = 0; r < labels.size(); ++r) {
    const auto said = static_cast<double>(scores[r * classes + predicted[r]]);
    Bin& bin = bins[std::min(kBins - 1, static_cast<size_t>(std::max(said, 0.0) * kBins))];
    bin.said += said;
    bin.right += predicted[r] == labels[r] ? 1 : 0;
  }
  double gaps = 0;
  for (const Bin& bin : bins) gaps += std::abs(bin.said - bin.right);
  return gaps / static_cast<double>(labels.size());
}

}  // namespace

double LogLoss(absl::Span<const int> labels, absl::Span<const float> scores, size_t classes) {
  double loss = 0;
  for (size_t r = 0; r < labels.size(); ++r) {
    const auto said = static_cast<double>(scores[r * classes + labels[r]]);
    loss -= std::log(std::clamp(said, kMinProbability, 1.0));
  }
  return loss / static_cast<double>(labels.size());
}

Evaluation Evaluate(absl::Span<const int> labels, absl::Span<const float> scores, size_t classes,
                    const EvaluationOptions& options) {
  Evaluation result;
  result.rows = labels.size();
  result.confusion.assign(classes, std::vector<size_t>(classes));
  size_t hits = 0;
  for (size_t r = 0; r < labels.size(); ++r) {
    const auto row = scores.subspan(r * classes, classes);
    const int predicted = FirstLargest(row);
    result.predicted.push_back(predicted);
    ++result.confusion[labels[r]][predicted];
    hits += predicted == labels[r] ? 1 : 0;
  }
  result.log_loss = LogLoss(labels, scores, classes);
  result.calibration_error = CalibrationError(labels, scores, classes, result.predicted);
  result.accuracy = Wilson(hits, labels.size());
  result.macro_f1 = BootstrapMacroF1(result.confusion, options);
  for (size_t c = 0; c < classes; ++c) {
    result.per_class.push_back(EvaluateClass(result.confusion, c));
    result.macro_precision += result.per_class[c].precision / static_cast<double>(classes);
    result.macro_recall += result.per_class[c].recall / static_cast<double>(classes);
  }
  return result;
}

models::Metric Wilson(size_t hits, size_t total) {
  const auto n = static_cast<double>(total);
  const double p = static_cast<double>(hits) / n;
  const double middle = (p + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double half = kZ / (1 + kZ * kZ / n) * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  return {p, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

double ExactMcNemar(int b, int c) {
  const int n = b + c;
  double tail = 0;
  for (int k = 0; k <= std::min(b, c); ++k) {
    tail +=
        std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) - n * std::log(2.0));
  }
  return std::min(1.0, 2 * tail);
}

}  // namespace yachay::training
