#ifndef CLI_SIMULATE_RANDOM_H_
#define CLI_SIMULATE_RANDOM_H_

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace yachay::simulate {

// Seeded randomness that gives the same numbers on every platform and standard library (SplitMix64, Steele et
// al. 2014). Not for secrets. Not thread-safe: give each learner its own, from Mix(seed, learner).
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // In [0, 1).
  double Uniform() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  double Uniform(double low, double high) { return low + (high - low) * Uniform(); }
  // In [low, high], both included. REQUIRES: low <= high.
  int64_t Integer(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(Uniform() * static_cast<double>(high - low + 1));
  }
  bool Chance(double probability) { return Uniform() < probability; }
  // Standard normal, by Box and Muller.
  double Normal() {
    return std::sqrt(-2 * std::log(1 - Uniform())) * std::cos(6.283185307179586 * Uniform());
  }

  template <typename T>
  void Shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[static_cast<size_t>(Integer(0, static_cast<int64_t>(i) - 1))]);
    }
  }

 private:
  uint64_t state_;
};

// One number from several: a seed for what the words and numbers name together.
inline uint64_t Mix(uint64_t seed, std::initializer_list<uint64_t> parts) {
  for (uint64_t part : parts) seed = Random(seed ^ (part * 0xD6E8FEB86659FD93u)).Next();
  return seed;
}

// FNV-1a, so that a text can be a part of Mix.
inline uint64_t HashText(std::string_view text) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return hash;
}

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_RANDOM_H_
