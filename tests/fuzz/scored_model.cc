// Any manifest with any model file is refused with a reason, or scores a row without harm; golden rows of any
// text are refused or can be written again. The input: the manifest up to a line "---", then the model file.
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string_view>
#include <vector>

#include "models/golden.h"
#include "models/manifest.h"
#include "scoring/open.h"
#include "scoring/per_class.h"

namespace {

using namespace yachay;  // NOLINT(google-build-using-namespace): a fuzz target

constexpr std::string_view kEnd = "\n---\n";

void TryGolden(std::string_view text) {
  const auto rows = models::GoldenFromJson(text, "golden.json");
  if (rows.ok() && !models::GoldenFromJson(models::GoldenToJson(*rows), "again").ok()) std::abort();
}

void TryModel(const models::Manifest& manifest, std::string_view bytes) {
  const auto scorer = scoring::Open(manifest, bytes);
  if (!scorer.ok()) {
    if (scorer.status().message().empty()) std::abort();
    return;
  }
  const auto wide = scoring::PerClass(*scorer);
  if (wide->num_features() > 4096 || wide->num_outputs() > 4096) return;
  std::vector<float> row(wide->num_features());
  for (size_t i = 0; i < row.size(); ++i)
    row[i] = i % 3 == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(i) - 2.5F;
  std::vector<float> scores(wide->num_outputs());
  wide->Score(row, absl::MakeSpan(scores));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  TryGolden(input);
  const size_t end = input.find(kEnd);
  const auto manifest = models::ManifestFromJson(input.substr(0, end), "manifest.json");
  if (!manifest.ok()) {
    if (manifest.status().message().find("manifest.json: ") != 0) std::abort();
    return 0;
  }
  if (models::ManifestFromJson(models::ManifestToJson(*manifest), "again").ok() == false) std::abort();
  if (end != std::string_view::npos) TryModel(*manifest, input.substr(end + kEnd.size()));
  return 0;
}
