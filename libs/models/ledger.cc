#include "models/ledger.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace yachay::models {
namespace {

using Json = nlohmann::ordered_json;

// False when a field is missing or of another type.
bool ReadMove(const Json& json, AliasMove& move) {
  if (!json.is_object()) return false;
  for (const auto& [key, text] : {std::pair{"when", &move.when},
                                  {"who", &move.who},
                                  {"alias", &move.alias},
                                  {"evidence", &move.evidence}}) {
    if (!json.contains(key) || !json[key].is_string()) return false;
    *text = json[key].get<std::string>();
  }
  for (const auto& [key, number] : {std::pair{"from", &move.from}, {"to", &move.to}}) {
    if (!json.contains(key) || !json[key].is_number_integer()) return false;
    *number = json[key].get<int>();
  }
  return move.to > 0 && move.from >= 0;
}

}  // namespace

std::string FormatWhen(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string MoveToLine(const AliasMove& move) {
  const Json json = {{"when", move.when}, {"who", move.who}, {"alias", move.alias},
                     {"from", move.from}, {"to", move.to},   {"evidence", move.evidence}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

absl::StatusOr<Ledger> ParseLedger(std::string_view text, std::string_view where) {
  Ledger ledger;
  for (size_t line = 1; ledger.whole_bytes < text.size(); ++line) {
    const size_t end = text.find('\n', ledger.whole_bytes);
    if (end == std::string_view::npos) break;
    const std::string_view content = text.substr(ledger.whole_bytes, end - ledger.whole_bytes);
    AliasMove move;
    if (!ReadMove(Json::parse(content, nullptr, false), move)) {
      return absl::DataLossError(
          absl::StrCat(std::string(where), ":", line,
                       ": not a move of an alias; expected an object with when, who, alias, "
                       "from, to, evidence; restore the ledger from a backup"));
    }
    ledger.moves.push_back(std::move(move));
    ledger.whole_bytes = end + 1;
  }
  return ledger;
}

Aliases ReplayMoves(const std::vector<AliasMove>& moves) {
  Aliases aliases;
  for (const AliasMove& move : moves) aliases[move.alias] = move.to;
  return aliases;
}

std::string AliasesToJson(const Aliases& aliases) { return Json(aliases).dump(2) + "\n"; }

absl::StatusOr<Aliases> AliasesFromJson(std::string_view text, std::string_view where) {
  const Json json = Json::parse(text, nullptr, false);
  Aliases aliases;
  bool ok = json.is_object();
  if (ok) {
    for (const auto& [alias, version] : json.items()) {
      ok = ok && version.is_number_integer() && version.get<int>() > 0;
      if (ok) aliases[alias] = version.get<int>();
    }
  }
  if (ok) return aliases;
  return absl::DataLossError(
      absl::StrCat(std::string(where),
                   ": expected a JSON object of alias to version; delete the file: the next "
                   "move of an alias writes it anew from the ledger"));
}

}  // namespace yachay::models
