#include "cli/catalog_json.h"

#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace yachay::cli {
namespace {

using catalog::v1::Variant;
using nlohmann::json;
using nlohmann::ordered_json;
using Item = catalog::v1::ContentItem;

std::vector<std::string> List(const json& value) { return value.get<std::vector<std::string>>(); }

Variant ReadVariant(const json& value) {
  const std::string kind = value.value("kind", "");
  absl::StatusOr<Variant> variant =
      ParseVariant(absl::StrCat(value.value("variant_id", ""), ":", kind, ":", value.value("bytes", 0ULL),
                                ":", value.value("min_ram_mib", 0U)));
  if (!variant.ok()) throw std::invalid_argument("kind: expected text, audio, low, standard or high");
  for (const std::string& codec : value.value("codecs", std::vector<std::string>()))
    variant->add_codecs(codec);
  variant->set_sha256(value.value("sha256", ""));
  return *std::move(variant);
}

// What a member does to the item; throws what nlohmann throws, or invalid_argument.
using Setter = std::function<void(FileItem&, const json&)>;

const std::map<std::string, Setter>& Members() {
  static const std::map<std::string, Setter> members = {
      {"content_id", [](FileItem& out, const json& v) { out.item.set_content_id(v.get<std::string>()); }},
      {"title", [](FileItem& out, const json& v) { out.item.set_title(v.get<std::string>()); }},
      {"language", [](FileItem& out, const json& v) { out.item.set_language(v.get<std::string>()); }},
      {"owner", [](FileItem& out, const json& v) { out.item.set_owner_id(v.get<std::string>()); }},
      {"skills",
       [](FileItem& out, const json& v) {
         for (const std::string& skill : List(v)) out.item.add_skill_ids(skill);
       }},
      {"prerequisites",
       [](FileItem& out, const json& v) {
         for (const std::string& skill : List(v)) out.item.add_prerequisite_skill_ids(skill);
       }},
      {"grade_min", [](FileItem& out, const json& v) { out.item.set_grade_min(v.get<std::uint32_t>()); }},
      {"grade_max", [](FileItem& out, const json& v) { out.item.set_grade_max(v.get<std::uint32_t>()); }},
      {"expected_seconds",
       [](FileItem& out, const json& v) { out.item.set_expected_seconds(v.get<std::uint32_t>()); }},
      {"difficulty", [](FileItem& out, const json& v) { out.item.set_difficulty(v.get<double>()); }},
      {"variants",
       [](FileItem& out, const json& v) {
         for (const json& variant : v) *out.item.add_variants() = ReadVariant(variant);
       }},
      {"state",
       [](FileItem& out, const json& v) {
         out.state = ParseState(v.get<std::string>());
         if (!out.state) throw std::invalid_argument("expected draft, in-review, published or archived");
       }},
      {"revision", [](FileItem& out, const json& v) { out.revision = v.get<std::uint64_t>(); }}};
  return members;
}

FileItem ReadItem(const json& value, std::string where) {
  FileItem out{.where = std::move(where), .item = {}, .state = {}, .problems = {}};
  if (!value.is_object()) {
    out.problems.emplace_back("expected an object");
    return out;
  }
  for (const auto& [name, member] : value.items()) {
    const auto found = Members().find(name);
    if (found == Members().end()) {
      out.problems.push_back(absl::StrCat(name, ": not a member of an item"));
      continue;
    }
    try {
      found->second(out, member);
    } catch (const std::exception& error) {
      out.problems.push_back(absl::StrCat(name, ": ", error.what()));
    }
  }
  return out;
}

ordered_json ToJson(const Variant& variant) {
  ordered_json out{{"variant_id", variant.variant_id()},
                   {"kind", KindName(variant.kind())},
                   {"bytes", variant.bytes()},
                   {"min_ram_mib", variant.min_ram_mib()}};
  if (variant.codecs_size() > 0)
    out["codecs"] = std::vector<std::string>(variant.codecs().begin(), variant.codecs().end());
  if (!variant.sha256().empty()) out["sha256"] = variant.sha256();
  return out;
}

}  // namespace

ordered_json ToJson(const catalog::v1::CatalogEntry& entry) {
  const Item& item = entry.item();
  ordered_json variants = ordered_json::array();
  for (const Variant& variant : item.variants()) variants.push_back(ToJson(variant));
  return {{"content_id", item.content_id()},
          {"title", item.title()},
          {"skills", std::vector<std::string>(item.skill_ids().begin(), item.skill_ids().end())},
          {"prerequisites", std::vector<std::string>(item.prerequisite_skill_ids().begin(),
                                                     item.prerequisite_skill_ids().end())},
          {"language", item.language()},
          {"grade_min", item.grade_min()},
          {"grade_max", item.grade_max()},
          {"difficulty", item.difficulty()},
          {"expected_seconds", item.expected_seconds()},
          {"variants", variants},
          {"owner", item.owner_id()},
          {"state", StateName(entry.state())},
          {"revision", entry.revision()}};
}

absl::StatusOr<std::vector<FileItem>> ReadCatalogJson(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": no such file"));
  json document;
  try {
    document = json::parse(file);
  } catch (const json::exception& error) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", error.what()));
  }
  if (!document.is_array())
    return absl::InvalidArgumentError(absl::StrCat(path, ": expected a list of items"));
  std::vector<FileItem> items;
  for (const json& value : document)
    items.push_back(ReadItem(value, absl::StrCat(path, ": item ", items.size() + 1)));
  return items;
}

void WriteCatalogJson(const std::vector<catalog::v1::CatalogEntry>& entries, std::ostream& out) {
  ordered_json document = ordered_json::array();
  for (const catalog::v1::CatalogEntry& entry : entries) document.push_back(ToJson(entry));
  out << document.dump(2) << "\n";
}

}  // namespace yachay::cli
