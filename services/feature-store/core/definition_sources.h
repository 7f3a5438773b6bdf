#ifndef FEATURE_STORE_CORE_DEFINITION_SOURCES_H_
#define FEATURE_STORE_CORE_DEFINITION_SOURCES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/definitions.h"
#include "features/consent.h"
#include "features/view.h"

namespace yachay::feature_store {

// The texts that definitions are made of, and the rule they are folded by. A store keeps those of its states,
// so that it can go on folding them after the files have changed.
struct DefinitionSources {
  std::vector<features::ViewSource> views;
  std::string calibration;                                    // JSON; empty: none
  std::optional<std::vector<features::ViewSource>> services;  // nullopt: those compiled in
  std::optional<std::vector<yaml::Source>> rewards;           // nullopt: those compiled in
  features::ConsentRule consent = features::ConsentRule::kAssumed;
};

// As LoadDefinitions (core/definitions.h) reads them.
absl::StatusOr<DefinitionSources> ReadDefinitionSources(const std::string& views_folder,
                                                        const std::string& calibration_file,
                                                        const std::string& services_folder = "",
                                                        const std::string& rewards_folder = "");
// The errors of features::ParseViews, learning::ParseCalibration, ParseFeatureServices and
// gamification::ParseRules.
absl::StatusOr<Definitions> ParseDefinitions(const DefinitionSources& sources);

// 16 hexadecimal digits over what decides how a state looks: equal for sources whose states are the same.
// Changes with accumulators, calibration, rewards, consent, the fold and the stored form; not with words, max
// age, feature services, or how a value is read.
std::string StateHash(const DefinitionSources& sources, const Definitions& definitions);

std::string EncodeSources(const DefinitionSources& sources);
// DATA_LOSS: not what EncodeSources made.
absl::StatusOr<DefinitionSources> DecodeSources(std::string_view bytes);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_DEFINITION_SOURCES_H_
