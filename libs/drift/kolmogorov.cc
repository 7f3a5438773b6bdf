#include "drift/kolmogorov.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace yachay::drift {
namespace {

constexpr double kPi = std::numbers::pi;

// One-sided P(D⁺_n ≥ d), Smirnov's sum of positive terms, each from its logarithm.
double Smirnov(int n, double d) {
  double sum = 0;
  for (int j = 0; j <= static_cast<int>(n * (1 - d)); ++j) {
    const double at = static_cast<double>(j) / n;
    const double rest = 1 - d - at;
    if (rest <= 0) continue;
    const double choose = std::lgamma(n + 1.0) - std::lgamma(j + 1.0) - std::lgamma(n - j + 1.0);
    sum += std::exp(choose + (j - 1) * std::log(d + at) + (n - j) * std::log(rest));
  }
  return d * sum;
}

// A square matrix times 2^exponent, so that powers do not overflow.
struct Scaled {
  Eigen::MatrixXd matrix;
  int exponent = 0;

  void Normalise() {
    const int shift = std::ilogb(matrix.cwiseAbs().maxCoeff());
    if (std::abs(shift) < 128) return;
    matrix *= std::ldexp(1.0, -shift);
    exponent += shift;
  }
};

Scaled Power(Scaled base, int n) {
  Scaled power{Eigen::MatrixXd::Identity(base.matrix.rows(), base.matrix.cols())};
  for (; n > 0; n /= 2) {
    if (n % 2 == 1) {
      power.matrix = power.matrix * base.matrix;
      power.exponent += base.exponent;
      power.Normalise();
    }
    base.matrix = base.matrix * base.matrix;
    base.exponent *= 2;
    base.Normalise();
  }
  return power;
}

// Durbin's matrix for d = (k − h)/n, in the form of Marsaglia, Tsang and Wang (2003).
Eigen::MatrixXd DurbinMatrix(int k, double h) {
  const int m = 2 * k - 1;
  Eigen::VectorXd inverse_factorial(m + 1);
  inverse_factorial[0] = 1;
  for (int i = 1; i <= m; ++i) inverse_factorial[i] = inverse_factorial[i - 1] / i;
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(m, m);
  for (int i = 0; i < m; ++i) {
    for (int j = 0; j <= std::min(i + 1, m - 1); ++j) matrix(i, j) = inverse_factorial[i - j + 1];
  }
  for (int i = 0; i < m; ++i) {
    const double edge = (1 - std::pow(h, i + 1)) * inverse_factorial[i + 1];
    matrix(i, 0) = edge;
    matrix(m - 1, m - 1 - i) = edge;
  }
  const double corner = std::pow(std::max(2 * h - 1, 0.0), m);
  matrix(m - 1, 0) = (1 - 2 * std::pow(h, m) + corner) * inverse_factorial[m];
  return matrix;
}

// P(D_n < d), exact; O(⌈nd⌉³ log n).
double Durbin(int n, double d) {
  const int k = static_cast<int>(std::ceil(n * d));
  const Scaled power = Power({DurbinMatrix(k, k - n * d)}, n);
  double p = power.matrix(k - 1, k - 1);
  int exponent = power.exponent;
  for (int i = 1; i <= n; ++i) {
    p = p * i / n;
    if (p < 0x1p-128 && p > 0) {
      p *= 0x1p128;
      exponent -= 128;
    }
  }
  return std::ldexp(p, exponent);
}

// P(D_n < d) by four terms in powers of 1/√n (Pelz and Good 1976), z = d·√n.
double PelzGood(int n, double d) {
  const double z = d * std::sqrt(static_cast<double>(n));
  const double z2 = z * z;
  const double z4 = z2 * z2;
  const double z6 = z4 * z2;
  const double p2 = kPi * kPi;
  double k0 = 0, k1 = 0, k2 = 0, k3 = 0;
  for (int k = 1; k <= static_cast<int>(std::ceil(16 * z / kPi)); ++k) {
    const double odd = 2.0 * k - 1;
    const double o2 = p2 * odd * odd / 4;  // (π(k − ½))²
    const double q = std::exp(-o2 / (2 * z2));
    k0 += q;
    k1 += (o2 - z2) * q;
    k2 += (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * o2 + (1 - 2 * z2) * o2 * o2) * q;
    k3 += (-30 * z6 - 90 * z6 * z2 + (135 * z4 - 96 * z6) * o2 + (212 * z4 - 60 * z2) * o2 * o2 +
           (5 - 30 * z2) * o2 * o2 * o2) *
          q;
  }
  double even2 = 0, even3 = 0;
  for (int k = 1; k <= static_cast<int>(std::ceil(16 * z / kPi)); ++k) {
    const double e2 = p2 * k * k;  // (πk)²
    const double q = std::exp(-e2 / (2 * z2));
    even2 += e2 * q;
    even3 += (3 * z2 - e2) * e2 * q;
  }
  const double root = std::sqrt(2 * kPi);
  const double rows = n;
  return root *
         (k0 / z + k1 / (6 * z4) / std::sqrt(rows) + (k2 / (72 * z6 * z) - even2 / (36 * z2 * z)) / rows +
          (k3 / (6480 * z6 * z4) + even3 / (216 * z6)) / (rows * std::sqrt(rows)));
}

}  // namespace

double KolmogorovSurvival(int n, double d) {
  const double t = n * d;
  if (t <= 0.5) return 1;
  if (d >= 1) return 0;
  const double weight = t * d;
  if (weight >= 370) return 0;
  if (d >= 0.5 || t >= n - 1 || weight >= (n <= 140 ? 4 : 2.2)) return std::min(2 * Smirnov(n, d), 1.0);
  const bool exact = n <= 140 || (n <= 100'000 && n * std::pow(d, 1.5) <= 1.4);
  return std::clamp(1 - (exact ? Durbin(n, d) : PelzGood(n, d)), 0.0, 1.0);
}

}  // namespace yachay::drift
