// How an alias moves on MLflow; mlflow_registry.h says what holds.
#include <iterator>

#include "absl/strings/str_cat.h"
#include "mlflow/ledger_run.h"
#include "mlflow/mlflow_registry.h"
#include "models/ledger.h"

namespace yachay::mlflow {
namespace {

using models::AliasMove;

constexpr int kMostTries = 10;  // of a move that says not from where, while others move
constexpr int kMostPlacings = 5;

std::vector<AliasMove> AllMoves(const std::vector<LedgerEntry>& entries) {
  std::vector<AliasMove> moves;
  for (const LedgerEntry& entry : entries) moves.insert(moves.end(), entry.moves.begin(), entry.moves.end());
  return moves;
}

// What has to be added to the ledger so that it says where the aliases stand.
std::vector<AliasMove> Unrecorded(const models::Aliases& recorded, const models::Aliases& aliases,
                                  const std::string& when) {
  std::vector<AliasMove> moves;
  for (const std::string_view alias : {models::kPrevious, models::kChampion, models::kChallenger}) {
    const std::string name(alias);
    const auto was = recorded.find(name);
    const auto is = aliases.find(name);
    const int from = was == recorded.end() ? 0 : was->second;
    if (is == aliases.end() || is->second == from) continue;
    moves.push_back(
        {when, "unknown", name, from, is->second, "seen in MLflow: moved there, not through Yachay"});
  }
  return moves;
}

}  // namespace

absl::Status MlflowRegistry::Place(const std::string& model, const std::vector<AliasMove>& moves) const {
  for (const AliasMove& move : moves) {
    const Json body = {{"name", model}, {"alias", move.alias}, {"version", std::to_string(move.to)}};
    absl::Status placed;
    // Trap: of two who set a new alias at the same moment MLflow refuses one with BAD_REQUEST.
    for (int left = kMostPlacings; left > 0; --left) {
      placed = rest_.PostAgain("registered-models/alias", body).status();
      if (!absl::IsFailedPrecondition(placed)) break;
    }
    if (!placed.ok()) return placed;
  }
  return absl::OkStatus();
}

absl::StatusOr<AliasMove> MlflowRegistry::MoveAlias(const models::AliasChange& change) {
  if (auto status = models::CheckAlias(change.alias); !status.ok()) return status;
  auto target = Resolve(absl::StrCat(change.model, ":", change.to));
  if (!target.ok()) return target.status();
  const auto ledger = LedgerRun::FindOrMake(rest_, change.model);
  if (!ledger.ok()) return ledger.status();

  const std::string when = models::FormatWhen(now_());
  for (int i = 0; i < kMostTries; ++i) {
    const auto entries = ledger->Read();
    if (!entries.ok()) return entries.status();
    if (!entries->empty() &&
        !entries->back().done) {  // in flight, or cut off: finish it for whoever began it
      if (auto status = Place(change.model, entries->back().moves); !status.ok()) return status;
      if (auto status = ledger->MarkDone(entries->size()); !status.ok()) return status;
    }
    const auto aliases = ReadAliases(change.model);
    if (!aliases.ok()) return aliases.status();
    auto moves = models::PlanMoves(change, *aliases, when);
    if (!moves.ok()) return moves.status();
    if (moves->empty())
      return AliasMove{when, change.who, change.alias, change.to, change.to, change.evidence};

    auto lines = Unrecorded(models::ReplayMoves(AllMoves(*entries)), *aliases, when);
    lines.insert(lines.end(), moves->begin(), moves->end());
    const size_t number = entries->size() + 1;
    const auto claimed = ledger->Claim(number, lines);
    if (!claimed.ok()) return claimed.status();
    if (!*claimed) continue;
    if (auto status = Place(change.model, *moves); !status.ok()) return status;
    if (auto status = ledger->MarkDone(number); !status.ok()) return status;
    // Somebody finished this move and made the next while it was slow: the last word is the ledger's.
    const auto after = ledger->Read();
    if (after.ok() && after->size() > number) (void)Place(change.model, after->back().moves);
    return moves->back();
  }
  return absl::AbortedError(absl::StrCat("alias ", change.model, "@", change.alias,
                                         ": others move it all the time; look again and decide anew"));
}

absl::StatusOr<std::vector<AliasMove>> MlflowRegistry::History(std::string_view model) const {
  const auto versions = ListVersions(model);
  if (!versions.ok()) return versions.status();
  const auto ledger = LedgerRun::Find(rest_, model);
  if (!ledger.ok() && !absl::IsNotFound(ledger.status())) return ledger.status();
  const auto entries = ledger.ok() ? ledger->Read() : std::vector<LedgerEntry>{};
  if (!entries.ok()) return entries.status();
  const auto aliases = ReadAliases(model);
  if (!aliases.ok()) return aliases.status();
  std::vector<AliasMove> moves = AllMoves(*entries);
  if (entries->empty() || entries->back().done) {
    auto seen = Unrecorded(models::ReplayMoves(moves), *aliases, models::FormatWhen(now_()));
    moves.insert(moves.end(), std::make_move_iterator(seen.begin()), std::make_move_iterator(seen.end()));
  }
  return moves;
}

}  // namespace yachay::mlflow
