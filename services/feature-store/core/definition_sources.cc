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
namespace {

void WriteFiles(features::ByteWriter& out, const std::vector<features::ViewSource>& files) {
  out.Unsigned(files.size());
  for (const features::ViewSource& file : files) out.Text(file.file), out.Text(file.text);
}

std::vector<features::ViewSource> ReadFiles(features::ByteReader& in) {
  std::vector<features::ViewSource> files;
  for (std::uint64_t n = in.Unsigned(); n > 0 && in.ok(); --n) {
    const std::string_view file = in.Text();
    files.push_back({std::string(file), std::string(in.Text())});
  }
  return files;
}

}  // namespace

absl::StatusOr<DefinitionSources> ReadDefinitionSources(const std::string& views_folder,
                                                        const std::string& calibration_file,
                                                        const std::string& services_folder,
                                                        const std::string& rewards_folder) {
  absl::StatusOr<std::vector<features::ViewSource>> views = DefaultViews();
  if (!views_folder.empty()) views = features::ReadViewFolder(views_folder);
  if (!views.ok()) return views.status();
  DefinitionSources sources;
  sources.views = *std::move(views);
  if (!services_folder.empty()) {
    auto services = features::ReadViewFolder(services_folder);
    if (!services.ok()) return services.status();
    sources.services = *std::move(services);
  }
  if (!rewards_folder.empty()) {
    auto rewards = gamification::ReadRules(rewards_folder);
    if (!rewards.ok()) return rewards.status();
    sources.rewards = *std::move(rewards);
  }
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
  auto rewards = gamification::ParseRules(sources.rewards ? *sources.rewards : gamification::DefaultRules());
  if (!rewards.ok()) return rewards.status();
  auto views = features::ParseViews(sources.views, calibration->version, rewards->hash);
  if (!views.ok()) return views.status();
  auto services = sources.services ? ParseFeatureServices(*sources.services, *views)
                                   : absl::StatusOr<FeatureServices>(DefaultServicesOf(*views));
  if (!services.ok()) return services.status();
  std::string fingerprint = learning::Fingerprint(*calibration);
  return Definitions{*std::move(calibration), *std::move(rewards), *std::move(views), *std::move(services),
                     std::move(fingerprint)};
}

std::string StateHash(const DefinitionSources& sources, const Definitions& definitions) {
  const std::string text =
      absl::StrCat(features::kFoldVersion, " ", static_cast<int>(features::kStateVersion), " ",
                   absl::Hex(definitions.views.plan().hash()), " ", static_cast<int>(sources.consent), " ",
                   definitions.rewards.hash, " ", sources.calibration);
  return absl::StrCat(absl::Hex(features::Fingerprint(text), absl::kZeroPad16));
}

std::string EncodeSources(const DefinitionSources& sources) {
  features::ByteWriter out;
  out.Text(sources.calibration);
  out.Unsigned(sources.consent == features::ConsentRule::kRequired);
  out.Unsigned(sources.services.has_value());
  if (sources.services) WriteFiles(out, *sources.services);
  out.Unsigned(sources.rewards.has_value());
  if (sources.rewards) WriteFiles(out, *sources.rewards);
  WriteFiles(out, sources.views);
  return out.bytes();
}

absl::StatusOr<DefinitionSources> DecodeSources(std::string_view bytes) {
  features::ByteReader in(bytes);
  DefinitionSources sources;
  sources.calibration = in.Text();
  if (in.Unsigned() != 0) sources.consent = features::ConsentRule::kRequired;
  if (in.Unsigned() != 0) sources.services = ReadFiles(in);
  if (in.Unsigned() != 0) sources.rewards = ReadFiles(in);
  sources.views = ReadFiles(in);
  if (!in.done()) return absl::DataLossError("the definitions kept with the states are damaged");
  return sources;
}

}  // namespace yachay::feature_store
