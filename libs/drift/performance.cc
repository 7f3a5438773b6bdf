#include "drift/performance.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "absl/strings/str_cat.h"

namespace yachay::drift {
namespace {

using Json = nlohmann::json;

constexpr double kZ = 1.959963984540054;  // 95 %, two-sided
constexpr double kSumTolerance = 1e-3;
constexpr size_t kMostClasses = 1000;  // that are read back

absl::Status WrongLengths() {
  return absl::InvalidArgumentError(
      "these are no figures of a classifier: their lengths do not fit the classes");
}

void AddTo(std::vector<double>& to, const std::vector<double>& more) {
  for (size_t i = 0; i < to.size(); ++i) to[i] += more[i];
}

double Diagonal(const std::vector<double>& matrix, size_t k) {
  double sum = 0;
  for (size_t c = 0; c < k; ++c) sum += matrix[c * k + c];
  return sum;
}

// Macro F1 of a [predicted][actual] matrix of counts, and its derivative by each of them.
struct MacroF1 {
  double value = 0;
  std::vector<double> gradient;
};

MacroF1 MacroF1Of(const std::vector<double>& matrix, size_t k) {
  MacroF1 f1{0, std::vector<double>(k * k, 0.0)};
  double present = 0;
  for (size_t c = 0; c < k; ++c) {
    double both = 0;  // predicted as c plus actually c
    for (size_t o = 0; o < k; ++o) both += matrix[c * k + o] + matrix[o * k + c];
    if (both <= 0) continue;
    ++present;
    const double f = 2 * matrix[c * k + c] / both;
    f1.value += f;
    for (size_t o = 0; o < k; ++o) {
      f1.gradient[c * k + o] -= f / both;
      f1.gradient[o * k + c] -= f / both;
    }
    f1.gradient[c * k + c] += 2 / both;
  }
  f1.value /= present;
  for (double& slope : f1.gradient) slope /= present;
  return f1;
}

Figure Around(double value, double variance) {
  const double margin = kZ * std::sqrt(std::max(variance, 0.0));
  return {value, std::max(0.0, value - margin), std::min(1.0, value + margin)};
}

// Wilson (1927).
Figure Wilson(double hits, double n) {
  const double p = hits / n;
  const double z2 = kZ * kZ / n;
  const double middle = (p + z2 / 2) / (1 + z2);
  const double margin = kZ * std::sqrt(p * (1 - p) / n + z2 / n / 4) / (1 + z2);
  return {p, std::max(0.0, middle - margin), std::min(1.0, middle + margin)};
}

// Variance of Σ gradient·count when the n rows are draws from a population with these shares.
double MultinomialVariance(const std::vector<double>& matrix, const std::vector<double>& gradient, double n) {
  double mean = 0;
  double squares = 0;
  for (size_t i = 0; i < matrix.size(); ++i) {
    mean += gradient[i] * matrix[i] / n;
    squares += gradient[i] * gradient[i] * matrix[i] / n;
  }
  return n * (squares - mean * mean);
}

}  // namespace

Performance::Performance(size_t classes) : classes_(classes), real_(classes * classes, 0.0) {
  for (Expected* expected : {&all_, &labelled_}) {
    expected->sums.assign(classes * classes, 0.0);
    expected->covariances.assign(classes * classes * classes, 0.0);
  }
}

absl::Status Performance::Add(absl::Span<const float> probabilities, std::optional<size_t> label) {
  if (probabilities.size() != classes_) {
    return absl::InvalidArgumentError(
        absl::StrCat("probabilities: expected ", classes_, ", found ", probabilities.size()));
  }
  double sum = 0;
  for (const float p : probabilities) {
    if (!(p >= 0 && p <= 1))
      return absl::InvalidArgumentError(absl::StrCat("probabilities: ", p, " is not 0 to 1"));
    sum += static_cast<double>(p);
  }
  if (std::abs(sum - 1) > kSumTolerance)
    return absl::InvalidArgumentError(absl::StrCat("probabilities: they sum to ", sum, ", expected 1"));
  if (label.has_value() && *label >= classes_)
    return absl::InvalidArgumentError(
        absl::StrCat("label: ", *label, " is no index of ", classes_, " classes"));
  const auto predicted = static_cast<size_t>(std::max_element(probabilities.begin(), probabilities.end()) -
                                             probabilities.begin());
  AddExpected(probabilities, predicted, all_);
  if (label.has_value()) {
    AddExpected(probabilities, predicted, labelled_);
    ++real_[predicted * classes_ + *label];
  }
  return absl::OkStatus();
}

void Performance::AddExpected(absl::Span<const float> probabilities, size_t predicted, Expected& to) const {
  ++to.rows;
  for (size_t a = 0; a < classes_; ++a) {
    const auto p = static_cast<double>(probabilities[a]);
    to.sums[predicted * classes_ + a] += p;
    double* row = &to.covariances[(predicted * classes_ + a) * classes_];
    row[a] += p;
    for (size_t b = 0; b < classes_; ++b) row[b] -= p * static_cast<double>(probabilities[b]);
  }
}

absl::Status Performance::Merge(const Performance& other) {
  if (classes_ != other.classes_) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot merge figures of ", other.classes_, " classes into ", classes_));
  }
  for (const auto& [to, from] : {std::pair(&all_, &other.all_), std::pair(&labelled_, &other.labelled_)}) {
    to->rows += from->rows;
    AddTo(to->sums, from->sums);
    AddTo(to->covariances, from->covariances);
  }
  AddTo(real_, other.real_);
  return absl::OkStatus();
}

Quality Performance::QualityOf(const Expected& expected) const {
  const auto n = static_cast<double>(expected.rows);
  const MacroF1 f1 = MacroF1Of(expected.sums, classes_);
  double right_variance = 0;
  double f1_variance = 0;
  for (size_t p = 0; p < classes_; ++p) {
    for (size_t a = 0; a < classes_; ++a) {
      for (size_t b = 0; b < classes_; ++b) {
        const double covariance = expected.covariances[(p * classes_ + a) * classes_ + b];
        if (a == p && b == p) right_variance += covariance;
        f1_variance += f1.gradient[p * classes_ + a] * f1.gradient[p * classes_ + b] * covariance;
      }
    }
  }
  return {expected.rows, Around(Diagonal(expected.sums, classes_) / n, right_variance / n / n),
          Around(f1.value, f1_variance)};
}

std::optional<Quality> Performance::Estimated() const {
  if (all_.rows == 0) return std::nullopt;
  return QualityOf(all_);
}

std::optional<Quality> Performance::Real() const {
  if (labelled_.rows == 0) return std::nullopt;
  const auto n = static_cast<double>(labelled_.rows);
  const MacroF1 f1 = MacroF1Of(real_, classes_);
  return Quality{labelled_.rows, Wilson(Diagonal(real_, classes_), n),
                 Around(f1.value, MultinomialVariance(real_, f1.gradient, n))};
}

std::optional<Performance::Error> Performance::EstimateError() const {
  const auto real = Real();
  if (!real.has_value()) return std::nullopt;
  const Quality estimate = QualityOf(labelled_);
  return Error{estimate.accuracy.value - real->accuracy.value,
               estimate.macro_f1.value - real->macro_f1.value};
}

std::string Performance::ToJson() const {
  const auto sums = [](const Expected& e) {
    return Json{{"rows", e.rows}, {"sums", e.sums}, {"covariances", e.covariances}};
  };
  return Json{{"classes", classes_}, {"all", sums(all_)}, {"labelled", sums(labelled_)}, {"real", real_}}
      .dump();
}

absl::StatusOr<Performance> Performance::FromJson(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    const auto classes = json.at("classes").get<size_t>();
    // Before room is made for as many.
    if (classes > kMostClasses || json.at("real").size() != classes * classes) return WrongLengths();
    Performance read(classes);
    const Performance empty = read;
    for (const auto& [name, to] : {std::pair("all", &read.all_), std::pair("labelled", &read.labelled_)}) {
      json.at(name).at("rows").get_to(to->rows);
      json.at(name).at("sums").get_to(to->sums);
      json.at(name).at("covariances").get_to(to->covariances);
    }
    json.at("real").get_to(read.real_);
    if (read.all_.sums.size() == empty.all_.sums.size() && read.real_.size() == empty.real_.size() &&
        read.labelled_.sums.size() == empty.all_.sums.size() &&
        read.all_.covariances.size() == empty.all_.covariances.size() &&
        read.labelled_.covariances.size() == empty.all_.covariances.size()) {
      return read;
    }
  } catch (const Json::exception& error) {
    return absl::InvalidArgumentError(absl::StrCat("these are no figures of a classifier: ", error.what()));
  }
  return WrongLengths();
}

}  // namespace yachay::drift
