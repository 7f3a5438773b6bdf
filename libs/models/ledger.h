// The append-only ledger of alias moves: one JSON object a line. The aliases are what its lines add up to.
#ifndef MODELS_LEDGER_H_
#define MODELS_LEDGER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "models/registry.h"

namespace yachay::models {

// RFC 3339 in UTC, to the second.
std::string FormatWhen(absl::Time time);

std::string MoveToLine(const AliasMove& move);

struct Ledger {
  std::vector<AliasMove> moves;
  size_t whole_bytes =
      0;  // up to here the file consists of whole lines; a crash may have left half a line behind
};

// DataLoss, with `where` and the line's number, for a line that cannot be understood. A last line without its
// line break was never acknowledged: it is left out.
absl::StatusOr<Ledger> ParseLedger(std::string_view text, std::string_view where);

Aliases ReplayMoves(const std::vector<AliasMove>& moves);

std::string AliasesToJson(const Aliases& aliases);
absl::StatusOr<Aliases> AliasesFromJson(std::string_view json, std::string_view where);

}  // namespace yachay::models

#endif  // MODELS_LEDGER_H_
