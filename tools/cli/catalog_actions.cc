#include "cli/catalog_actions.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "cli/catalog_client.h"
#include "cli/catalog_fill.h"
#include "cli/catalog_import.h"
#include "cli/catalog_json.h"
#include "cli/catalog_seed.h"

namespace yachay::cli {
namespace {

using catalog::v1::CatalogEntry;
using nlohmann::ordered_json;

std::string ToLine(const CatalogEntry& entry) {
  const catalog::v1::ContentItem& item = entry.item();
  return absl::StrFormat(
      "%-24s %-28s %-2s  grade %2d-%-2d  difficulty %5.2f  %s, revision %d, forms: %s\n", item.content_id(),
      item.title(), item.language(), item.grade_min(), item.grade_max(), item.difficulty(),
      StateName(entry.state()), entry.revision(),
      absl::StrJoin(item.variants(), " ", [](std::string* out, const catalog::v1::Variant& v) {
        absl::StrAppend(out, v.variant_id());
      }));
}

absl::Status Print(const absl::StatusOr<CatalogEntry>& entry, Cli& cli) {
  if (!entry.ok()) return entry.status();
  if (cli.json) {
    cli.out << ToJson(*entry).dump(2) << "\n";
  } else {
    cli.out << ToLine(*entry);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<CatalogEntry>> Entries(const CatalogOptions& options, const Cli& cli) {
  auto client = CatalogClient::Connect(options.address, cli.dial);
  if (!client.ok()) return client.status();
  catalog::v1::ListContentRequest request;
  request.set_skill_id(options.skill);
  request.set_language(options.language);
  request.set_grade(options.grade);
  request.set_owner_id(options.owner);
  request.set_query(options.query);
  request.set_published_only(options.published);
  if (const auto state = ParseState(options.state)) request.set_state(*state);
  std::vector<CatalogEntry> entries;
  const auto keep = [&](const CatalogEntry& entry) { entries.push_back(entry); };
  if (absl::Status status = client->List(request, keep); !status.ok()) return status;
  return entries;
}

using Move = absl::StatusOr<CatalogEntry> (CatalogClient::*)(const std::string&, std::uint64_t);

// Moves the item on the revision that was looked at, or on that of now.
absl::Status MoveTo(Move move, const CatalogOptions& options, Cli& cli) {
  auto client = CatalogClient::Connect(options.address, cli.dial);
  if (!client.ok()) return client.status();
  std::uint64_t revision = options.revision;
  if (revision == 0) {
    const absl::StatusOr<CatalogEntry> now = client->Get(options.content_id);
    if (!now.ok()) return now.status();
    revision = now->revision();
  }
  return Print(((*client).*move)(options.content_id, revision), cli);
}

}  // namespace

absl::Status CatalogSeed(const CatalogOptions& options, Cli& cli) {
  auto client = CatalogClient::Connect(options.address, cli.dial);
  if (!client.ok()) return client.status();
  const absl::StatusOr<FillReport> report = FillCatalog(client->stub(), SeedCatalog());
  if (!report.ok())
    return absl::Status(report.status().code(),
                        absl::StrCat(options.address, ": ", report.status().message()));
  if (cli.json) {
    cli.out << ordered_json{{"items", report->items},
                            {"created", report->created},
                            {"published", report->published}}
                   .dump(2)
            << "\n";
  } else {
    cli.out << report->items << " items: " << report->created << " created, " << report->published
            << " published, the rest was there\n";
  }
  return absl::OkStatus();
}

absl::Status CatalogList(const CatalogOptions& options, Cli& cli) {
  const auto entries = Entries(options, cli);
  if (!entries.ok()) return entries.status();
  if (cli.json) {
    WriteCatalog(*entries, CatalogFormat::kJson, cli.out);
  } else {
    for (const CatalogEntry& entry : *entries) cli.out << ToLine(entry);
  }
  return absl::OkStatus();
}

absl::Status CatalogShow(const CatalogOptions& options, Cli& cli) {
  auto client = CatalogClient::Connect(options.address, cli.dial);
  if (!client.ok()) return client.status();
  return Print(client->Get(options.content_id), cli);
}

absl::Status CatalogAdd(const CatalogOptions& options, Cli& cli) {
  auto client = CatalogClient::Connect(options.address, cli.dial);
  if (!client.ok()) return client.status();
  catalog::v1::ContentItem item;
  item.set_content_id(options.content_id);
  item.set_grade_min(1);
  item.set_grade_max(13);
  item.set_expected_seconds(120);
  if (absl::Status status = options.item.Apply(item); !status.ok()) return status;
  return Print(client->Create(item, options.check), cli);
}

absl::Status CatalogRevise(const CatalogOptions& options, Cli& cli) {
  auto client = CatalogClient::Connect(options.address, cli.dial);
  if (!client.ok()) return client.status();
  absl::StatusOr<CatalogEntry> now = client->Get(options.content_id);
  if (!now.ok()) return now.status();
  if (absl::Status status = options.item.Apply(*now->mutable_item()); !status.ok()) return status;
  const std::uint64_t revision = options.revision > 0 ? options.revision : now->revision();
  return Print(client->Revise(now->item(), revision, options.check), cli);
}

absl::Status CatalogSubmit(const CatalogOptions& options, Cli& cli) {
  return MoveTo(&CatalogClient::Submit, options, cli);
}
absl::Status CatalogPublish(const CatalogOptions& options, Cli& cli) {
  return MoveTo(&CatalogClient::Publish, options, cli);
}
absl::Status CatalogArchive(const CatalogOptions& options, Cli& cli) {
  return MoveTo(&CatalogClient::Archive, options, cli);
}

absl::Status CatalogImport(const CatalogOptions& options, Cli& cli) {
  const auto items = ReadCatalogFile(options.file);
  if (!items.ok()) return items.status();
  auto client = CatalogClient::Connect(options.address, cli.dial);
  if (!client.ok()) return client.status();
  const auto report = ImportCatalog(*client, *items, {options.check, options.partial});
  if (!report.ok()) return report.status();
  ordered_json errors = ordered_json::array();
  for (const auto& error : report->errors) {
    errors.push_back({{"where", error.where}, {"what", error.what}});
    if (!cli.json) cli.out << error.where << ": " << error.what << "\n";
  }
  const ordered_json counts{{"items", report->items},         {"created", report->created},
                            {"revised", report->revised},     {"moved", report->moved},
                            {"unchanged", report->unchanged}, {"errors", errors}};
  if (cli.json) {
    cli.out << counts.dump(2) << "\n";
  } else {
    cli.out << absl::StrFormat("%d items: %d created, %d revised, %d moved, %d unchanged, %d errors\n",
                               report->items, report->created, report->revised, report->moved,
                               report->unchanged, report->errors.size());
  }
  if (report->errors.empty()) return absl::OkStatus();
  const bool written = report->created + report->revised + report->moved > 0;
  return absl::InvalidArgumentError(absl::StrCat(
      options.file, ": ", report->errors.size(), " errors; ",
      written ? "the rest was written" : "nothing was written (--partial writes what is right)"));
}

absl::Status CatalogExport(const CatalogOptions& options, Cli& cli) {
  const absl::StatusOr<CatalogFormat> format = FormatOf(options.file);
  if (!format.ok()) return format.status();
  const auto entries = Entries(options, cli);
  if (!entries.ok()) return entries.status();
  std::ofstream file(options.file, std::ios::trunc);
  WriteCatalog(*entries, *format, file);
  file.close();
  if (!file) return absl::UnavailableError(absl::StrCat(options.file, ": cannot be written"));
  if (cli.json) {
    cli.out << ordered_json{{"items", entries->size()}, {"file", options.file}}.dump(2) << "\n";
  } else {
    cli.out << entries->size() << " items in " << options.file << "\n";
  }
  return absl::OkStatus();
}

}  // namespace yachay::cli
