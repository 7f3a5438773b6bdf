#include "training/dataset.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string_view>
#include <utility>

namespace yachay::training {
namespace {

// The finalizer of SplitMix64: every input bit moves every output bit.
uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

uint64_t RowHash(const Dataset& data, size_t r, uint64_t seed) {
  uint64_t hash = Mix(seed + 0x9E3779B97F4A7C15ULL);
  if (!data.schema.id.empty()) {
    for (const unsigned char c : data.ids[r]) hash = Mix(hash ^ c);
    return hash;
  }
  for (const float value : data.row(r))
    hash = Mix(hash ^ (std::isnan(value) ? 1U : std::bit_cast<uint32_t>(value)));
  return hash;
}

template <typename T>
void AppendOr(size_t rows, const std::vector<T>& more, size_t more_rows, T otherwise, std::vector<T>& list) {
  if (list.empty() && more.empty()) return;
  list.resize(rows, otherwise);
  list.insert(list.end(), more.begin(), more.end());
  list.resize(rows + more_rows, otherwise);
}

}  // namespace

Dataset Where(const Dataset& data, const std::vector<uint8_t>& mask, uint8_t side) {
  Dataset part;
  part.schema = data.schema;
  part.fingerprint = data.fingerprint;
  part.views = data.views;
  part.cleaning = data.cleaning;
  for (size_t r = 0; r < data.rows(); ++r) {
    if (mask[r] != side) continue;
    const auto row = data.row(r);
    part.ids.push_back(data.ids[r]);
    part.values.insert(part.values.end(), row.begin(), row.end());
    part.labels.push_back(data.labels[r]);
    if (!data.weights.empty()) part.weights.push_back(data.weights[r]);
    if (!data.held_out.empty()) part.held_out.push_back(data.held_out[r]);
  }
  return part;
}

void Append(const Dataset& more, Dataset& data) {
  const size_t rows = data.rows();
  AppendOr(rows, more.weights, more.rows(), 1.0F, data.weights);
  AppendOr(rows, more.held_out, more.rows(), uint8_t{0}, data.held_out);
  data.ids.insert(data.ids.end(), more.ids.begin(), more.ids.end());
  data.values.insert(data.values.end(), more.values.begin(), more.values.end());
  data.labels.insert(data.labels.end(), more.labels.begin(), more.labels.end());
}

std::vector<uint8_t> HeldOutMask(const Dataset& data, double share, uint64_t seed) {
  std::vector<uint8_t> mask(data.rows());
  for (size_t label = 0; label < data.schema.classes.size(); ++label) {
    std::vector<std::pair<uint64_t, size_t>> order;
    for (size_t r = 0; r < data.rows(); ++r) {
      if (data.labels[r] == static_cast<int>(label)) order.emplace_back(RowHash(data, r, seed), r);
    }
    std::sort(order.begin(), order.end());
    auto count = static_cast<size_t>(std::llround(share * static_cast<double>(order.size())));
    if (order.size() >= 2) count = std::clamp<size_t>(count, 1, order.size() - 1);
    // Rows of one hash stay together: the boundary moves up until the hash changes.
    while (count > 0 && count < order.size() && order[count].first == order[count - 1].first) ++count;
    for (size_t i = 0; i < count; ++i) mask[order[i].second] = 1;
  }
  return mask;
}

std::vector<int> FoldOf(const Dataset& data, int folds, uint64_t seed) {
  std::vector<int> result(data.rows());
  for (size_t label = 0; label < data.schema.classes.size(); ++label) {
    std::vector<std::pair<uint64_t, size_t>> order;
    for (size_t r = 0; r < data.rows(); ++r) {
      if (data.labels[r] == static_cast<int>(label)) order.emplace_back(RowHash(data, r, seed), r);
    }
    std::sort(order.begin(), order.end());
    int fold = 0;
    for (size_t i = 0; i < order.size(); ++i) {
      if (i > 0 && order[i].first != order[i - 1].first) fold = (fold + 1) % folds;
      result[order[i].second] = fold;
    }
  }
  return result;
}

}  // namespace yachay::training
