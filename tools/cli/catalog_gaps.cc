// yachay catalog gaps: where content is missing.
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/catalog_actions.h"
#include "cli/catalog_client.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;

ordered_json ToJson(const catalog::v1::FindGapsResponse& found) {
  ordered_json gaps = ordered_json::array();
  for (const catalog::v1::Gap& gap : found.gaps()) {
    gaps.push_back({{"skill", gap.skill_id()},
                    {"grade", gap.grade()},
                    {"language", gap.language()},
                    {"device_class", gap.device_class()},
                    {"demand", gap.demand()},
                    {"items", gap.items()},
                    {"missing", gap.missing()}});
  }
  return {{"answers", found.answers()}, {"short_answers", found.short_answers()}, {"gaps", gaps}};
}

void Print(const catalog::v1::FindGapsResponse& found, std::ostream& out) {
  out << found.answers() << " answers lately, " << found.short_answers()
      << " of them with fewer items than asked for\n";
  for (const catalog::v1::Gap& gap : found.gaps()) {
    out << absl::StrFormat("%-20s grade %-2s %-3s %-6s device: %d answers, %d items, %d missing\n",
                           gap.skill_id(), gap.grade() == 0 ? "?" : absl::StrCat(gap.grade()), gap.language(),
                           gap.device_class(), gap.demand(), gap.items(), gap.missing());
  }
}

}  // namespace

absl::Status CatalogGaps(const CatalogOptions& options, Cli& cli) {
  auto client = CatalogClient::Connect(options.address, cli.dial);
  if (!client.ok()) return client.status();
  catalog::v1::FindGapsRequest request;
  request.set_wanted_items(options.wanted);
  request.set_count(options.count);
  request.set_language(options.language);
  const auto found = client->FindGaps(request);
  if (!found.ok()) return found.status();
  if (cli.json) {
    cli.out << ToJson(*found).dump(2) << "\n";
  } else {
    Print(*found, cli.out);
  }
  return absl::OkStatus();
}

}  // namespace yachay::cli
