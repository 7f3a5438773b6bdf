#include "gamification/rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "events/fingerprint.h"

namespace yachay::gamification {

std::int64_t Criterion::Amount(const Deeds& deeds) const {
  if (skill.empty()) return deeds.of(measure);
  const bool has = deeds.skills != nullptr &&
                   std::find(deeds.skills->begin(), deeds.skills->end(), skill) != deeds.skills->end();
  return has ? deeds.of(measure) : 0;
}

std::uint64_t Criterion::id() const {
  const char* name = MeasureNames().at(static_cast<std::size_t>(measure));
  return events::Fingerprint(absl::StrCat("done/", name, "/", skill));
}

std::uint64_t Quest::hash() const { return events::Fingerprint(absl::StrCat("quest/", id)); }

std::int32_t Rules::LevelAt(std::int64_t earned) const {
  std::int32_t level = 1;
  while (level < 1000 && earned >= LevelBegin(level + 1)) ++level;
  return level;
}

absl::StatusOr<std::vector<yaml::Source>> ReadRules(const std::string& folder) {
  if (folder.empty()) return DefaultRules();
  return yaml::ReadFolder(folder, "rule");
}

}  // namespace yachay::gamification
