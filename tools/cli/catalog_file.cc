#include "cli/catalog_file.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/catalog_csv.h"
#include "cli/catalog_json.h"

namespace yachay::cli {
namespace {

using catalog::v1::State;
using catalog::v1::Variant;

constexpr const char* kKinds[] = {"", "text", "audio", "low", "standard", "high"};
constexpr const char* kStates[] = {"", "draft", "in-review", "published", "archived"};

}  // namespace

absl::StatusOr<CatalogFormat> FormatOf(const std::string& path) {
  if (absl::EndsWithIgnoreCase(path, ".csv")) return CatalogFormat::kCsv;
  if (absl::EndsWithIgnoreCase(path, ".json")) return CatalogFormat::kJson;
  return absl::InvalidArgumentError(absl::StrCat(path, ": expected a name that ends with .csv or .json"));
}

absl::StatusOr<std::vector<FileItem>> ReadCatalogFile(const std::string& path) {
  const absl::StatusOr<CatalogFormat> format = FormatOf(path);
  if (!format.ok()) return format.status();
  return *format == CatalogFormat::kCsv ? ReadCatalogCsv(path) : ReadCatalogJson(path);
}

void WriteCatalog(const std::vector<catalog::v1::CatalogEntry>& entries, CatalogFormat format,
                  std::ostream& out) {
  format == CatalogFormat::kCsv ? WriteCatalogCsv(entries, out) : WriteCatalogJson(entries, out);
}

absl::StatusOr<Variant> ParseVariant(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  Variant variant;
  std::uint64_t bytes = 0;
  std::uint32_t ram_mib = 0;
  const auto* kind = std::find(std::begin(kKinds) + 1, std::end(kKinds), parts.size() > 1 ? parts[1] : "");
  if (parts.size() < 4 || parts.size() > 6 || kind == std::end(kKinds) ||
      !absl::SimpleAtoi(parts[2], &bytes) || !absl::SimpleAtoi(parts[3], &ram_mib)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text,
                     "\": expected ID:KIND:BYTES:MIN_RAM_MIB[:CODEC+CODEC[:SHA256]] with KIND one of text, "
                     "audio, low, standard, high"));
  }
  variant.set_variant_id(parts[0]);
  variant.set_kind(static_cast<Variant::Kind>(kind - std::begin(kKinds)));
  variant.set_bytes(bytes);
  variant.set_min_ram_mib(ram_mib);
  if (parts.size() > 4) {
    for (const auto& codec : absl::StrSplit(parts[4], '+', absl::SkipEmpty()))
      variant.add_codecs(std::string(codec));
  }
  if (parts.size() > 5) variant.set_sha256(parts[5]);
  return variant;
}

std::string FormatVariant(const Variant& variant) {
  std::string text = absl::StrCat(variant.variant_id(), ":", KindName(variant.kind()), ":", variant.bytes(),
                                  ":", variant.min_ram_mib());
  if (variant.codecs_size() == 0 && variant.sha256().empty()) return text;
  absl::StrAppend(&text, ":", absl::StrJoin(variant.codecs(), "+"));
  if (!variant.sha256().empty()) absl::StrAppend(&text, ":", variant.sha256());
  return text;
}

std::string StateName(State state) {
  return state >= 0 && static_cast<std::size_t>(state) < std::size(kStates) ? kStates[state] : "";
}

std::optional<State> ParseState(const std::string& name) {
  const auto* found = std::find(std::begin(kStates) + 1, std::end(kStates), name);
  if (found == std::end(kStates)) return std::nullopt;
  return static_cast<State>(found - std::begin(kStates));
}

std::string KindName(Variant::Kind kind) {
  return kind >= 0 && static_cast<std::size_t>(kind) < std::size(kKinds) ? kKinds[kind] : "";
}

}  // namespace yachay::cli
