#include "core/definition_sources.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/default_views.h"
#include "features/bytes.h"
#include "features/fingerprint.h"
#include "features/state_codec.h"

namespace yachay::feature_store {

absl::StatusOr<DefinitionSources> ReadDefinitionSources(const std::string& views_folder,
                                                        const std::string& calibration_file) {
  absl::StatusOr<std::vector<features::ViewSource>> views = DefaultViews();
  if (!views_folder.empty()) views = features::ReadViewFolder(views_folder);
  if (!views.ok()) return views.status();
  DefinitionSources sources{*std::move(views), ""};
  if (calibration_file.empty()) return sources;
  // Told with the file's name; what is kept is the text.
  if (auto good = learning::LoadCalibration(calibration_file); !good.ok()) return good.status();
  std::ostringstream text;
  text << std::ifstream(calibration_file).rdbuf();
  sources.calibration = text.str();
  return sources;
}

absl::StatusOr<Definitions> ParseDefinitions(const DefinitionSources& sources) {
  absl::StatusOr<learning::Calibration> calibration = learning::Calibration{};
  if (!sources.calibration.empty()) calibration = learning::ParseCalibration(sources.calibration);
  if (!calibration.ok()) return calibration.status();
  auto views = features::ParseViews(sources.views, calibration->version);
  if (!views.ok()) return views.status();
  return Definitions{*std::move(calibration), *std::move(views)};
}

std::string StateHash(const DefinitionSources& sources, const Definitions& definitions) {
  const std::string text =
      absl::StrCat(features::kFoldVersion, " ", static_cast<int>(features::kStateVersion), " ",
                   absl::Hex(definitions.views.plan().hash()), " ", sources.calibration);
  return absl::StrCat(absl::Hex(features::Fingerprint(text), absl::kZeroPad16));
}

std::string EncodeSources(const DefinitionSources& sources) {
  features::ByteWriter out;
  out.Text(sources.calibration);
  for (const features::ViewSource& view : sources.views) {
    out.Text(view.file);
    out.Text(view.text);
  }
  return out.bytes();
}

absl::StatusOr<DefinitionSources> DecodeSources(std::string_view bytes) {
  features::ByteReader in(bytes);
  DefinitionSources sources;
  sources.calibration = in.Text();
  while (in.ok() && !in.done()) {
    const std::string_view file = in.Text();
    sources.views.push_back({std::string(file), std::string(in.Text())});
  }
  if (!in.ok()) return absl::DataLossError("the definitions kept with the states are damaged");
  return sources;
}

}  // namespace yachay::feature_store
