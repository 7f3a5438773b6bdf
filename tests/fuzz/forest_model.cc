// A model file of any bytes is refused, or is a forest whose evaluators agree to the bit and whose rows,
// leaves and contributions can be asked for without harm.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string_view>
#include <vector>

#include "forest/forest.h"

namespace {

using yachay::forest::Evaluator;
using yachay::forest::Forest;

// One row more than what the evaluators take one by one, so that blocks and their ends are reached.
constexpr size_t kRows = 19;
constexpr size_t kMaxWork = size_t{1} << 20;

std::vector<float> Rows(size_t width) {
  const float inf = std::numeric_limits<float>::infinity();
  const float values[] = {0, -0.0F, 1, -3.5F, 7, inf, -inf, std::nanf(""), 40, 1e30F, 0.25F};
  std::vector<float> rows(kRows * width);
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = values[(i * 7 + i / 11) % std::size(values)];
  return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto forest = Forest::Parse(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!forest.ok()) return 0;
  if (forest->num_features() * kRows > kMaxWork || forest->num_outputs() * kRows > kMaxWork) return 0;
  const std::vector<float> rows = Rows(forest->num_features());
  std::vector<float> expected(kRows * forest->num_outputs());
  std::vector<float> margins(expected.size());
  forest->Use(Evaluator::kScalar);
  forest->PredictMargin(rows, absl::MakeSpan(expected));
  for (const Evaluator evaluator : Forest::Evaluators()) {
    forest->Use(evaluator);
    forest->PredictMargin(rows, absl::MakeSpan(margins));
    // Sums of infinities are NaN, whose sign is nobody's business.
    for (size_t i = 0; i < margins.size(); ++i) {
      const bool same = std::memcmp(&margins[i], &expected[i], sizeof(float)) == 0;
      if (!same && !(std::isnan(margins[i]) && std::isnan(expected[i]))) std::abort();
    }
    const auto row = absl::MakeConstSpan(rows).first(forest->num_features());
    forest->PredictBatch(row, absl::MakeSpan(margins).first(forest->num_outputs()));
  }
  std::vector<uint32_t> leaves(kRows * forest->num_trees());
  forest->PredictLeaf(rows, absl::MakeSpan(leaves));
  std::vector<float> contributions;
  if (forest->num_features() * forest->num_outputs() < kMaxWork) {
    (void)forest->Contributions(absl::MakeConstSpan(rows).first(forest->num_features()), &contributions);
  }
  return 0;
}
