// What is the same in every registry.
#include "models/registry.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "models/layout.h"

namespace yachay::models {

absl::StatusOr<VersionRef> Registry::Resolve(std::string_view reference) const {
  const size_t at = reference.find_first_of("@:");
  const std::string model(reference.substr(0, at));
  auto versions = ListVersions(model);
  if (!versions.ok()) return versions.status();
  const std::string rest(at == std::string_view::npos ? kChampion : reference.substr(at + 1));
  if (at != std::string_view::npos && reference[at] == ':') {
    const auto version = ParseVersion(rest);
    if (!version) {
      return absl::InvalidArgumentError(
          absl::StrCat("model '", std::string(reference), "': expected NAME, NAME@ALIAS or NAME:VERSION"));
    }
    if (!std::binary_search(versions->begin(), versions->end(), *version)) {
      return absl::NotFoundError(absl::StrCat("model '", model, "' has no version ", *version,
                                              "; the newest is ", versions->back()));
    }
    return VersionRef{model, *version};
  }
  auto aliases = ReadAliases(model);
  if (!aliases.ok()) return aliases.status();
  const auto found = aliases->find(rest);
  if (found == aliases->end()) {
    return absl::NotFoundError(absl::StrCat("model '", model, "' has no alias '", rest,
                                            "'; set one with: yachay models promote ", "--model ", model, ":",
                                            versions->back(), " --registry ", location()));
  }
  return VersionRef{model, found->second};
}

absl::StatusOr<AliasMove> Registry::Rollback(std::string_view model, std::string_view who,
                                             std::string_view evidence) {
  auto aliases = ReadAliases(model);
  if (!aliases.ok()) return aliases.status();
  if (!aliases->contains(std::string(kPrevious))) {
    return absl::FailedPreconditionError(
        absl::StrCat("model '", std::string(model), "' has no previous champion to roll back to"));
  }
  return MoveAlias({std::string(model), std::string(kChampion), aliases->at(std::string(kPrevious)),
                    aliases->at(std::string(kChampion)), std::string(who), std::string(evidence)});
}

absl::Status CheckCandidate(const Candidate& candidate) {
  if (auto status = CheckName("model name", candidate.manifest.name); !status.ok()) return status;
  for (const std::string& needed : {candidate.manifest.model_file, std::string(kGoldenFile)}) {
    if (!candidate.files.contains(needed)) {
      return absl::InvalidArgumentError(absl::StrCat("candidate: file '", needed, "' is missing"));
    }
  }
  for (const auto& [name, content] : candidate.files) {
    if (auto status = CheckName("candidate: file name", name); !status.ok()) return status;
    if (name == kManifestFile)
      return absl::InvalidArgumentError("candidate: manifest.json is written by the registry");
  }
  return absl::OkStatus();
}

absl::Status CheckAlias(std::string_view alias) {
  if (alias == kChampion || alias == kChallenger) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("alias '", std::string(alias), "': expected champion or challenger"));
}

absl::StatusOr<std::vector<AliasMove>> PlanMoves(const AliasChange& change, const Aliases& aliases,
                                                 std::string when) {
  const auto at = [&aliases](const std::string& alias) {
    const auto found = aliases.find(alias);
    return found == aliases.end() ? 0 : found->second;
  };
  const int from = at(change.alias);
  if (change.expected_from && *change.expected_from != from) {
    return absl::AbortedError(absl::StrCat("alias ", change.model, "@", change.alias, " stands at ", from,
                                           ", expected ", *change.expected_from,
                                           "; look again and decide anew"));
  }
  std::vector<AliasMove> moves;
  if (from == change.to) return moves;
  if (change.alias == kChampion && from != 0) {  // first: if only this line survives, champion has not moved
    const std::string previous(kPrevious);
    moves.push_back({when, change.who, previous, at(previous), from, change.evidence});
  }
  moves.push_back({when, change.who, change.alias, from, change.to, change.evidence});
  return moves;
}

}  // namespace yachay::models
