#include "cli/catalog_csv.h"

#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "training/csv.h"

namespace yachay::cli {
namespace {

using Item = catalog::v1::ContentItem;

std::vector<std::string> List(const std::string& cell) {
  return absl::StrSplit(cell, ';', absl::SkipWhitespace());
}

// What a cell of a column does to the item; an error names what was expected.
using Setter = std::function<absl::Status(FileItem&, const std::string&)>;

Setter Text(void (*set)(Item&, const std::string&)) {
  return [set](FileItem& out, const std::string& cell) {
    set(out.item, cell);
    return absl::OkStatus();
  };
}

Setter Whole(void (*set)(FileItem&, std::uint32_t)) {
  return [set](FileItem& out, const std::string& cell) {
    std::uint32_t value = 0;
    if (!absl::SimpleAtoi(cell, &value)) return absl::InvalidArgumentError("expected a whole number");
    set(out, value);
    return absl::OkStatus();
  };
}

absl::Status SetDifficulty(FileItem& out, const std::string& cell) {
  const std::optional<double> value = training::ParseNumber(cell);
  if (!value) return absl::InvalidArgumentError("expected a number of logits, -4 to 4");
  out.item.set_difficulty(*value);
  return absl::OkStatus();
}

absl::Status SetVariants(FileItem& out, const std::string& cell) {
  for (const std::string& text : List(cell)) {
    absl::StatusOr<catalog::v1::Variant> variant = ParseVariant(text);
    if (!variant.ok()) return variant.status();
    *out.item.add_variants() = *std::move(variant);
  }
  return absl::OkStatus();
}

absl::Status SetState(FileItem& out, const std::string& cell) {
  out.state = ParseState(cell);
  if (out.state) return absl::OkStatus();
  return absl::InvalidArgumentError("expected draft, in-review, published or archived");
}

const std::map<std::string, Setter>& Columns() {
  static const std::map<std::string, Setter> columns = {
      {"content_id", Text([](Item& item, const std::string& cell) { item.set_content_id(cell); })},
      {"title", Text([](Item& item, const std::string& cell) { item.set_title(cell); })},
      {"language", Text([](Item& item, const std::string& cell) { item.set_language(cell); })},
      {"owner", Text([](Item& item, const std::string& cell) { item.set_owner_id(cell); })},
      {"skills", Text([](Item& item, const std::string& cell) {
         for (const std::string& skill : List(cell)) item.add_skill_ids(skill);
       })},
      {"prerequisites", Text([](Item& item, const std::string& cell) {
         for (const std::string& skill : List(cell)) item.add_prerequisite_skill_ids(skill);
       })},
      {"grade_min", Whole([](FileItem& out, std::uint32_t v) { out.item.set_grade_min(v); })},
      {"grade_max", Whole([](FileItem& out, std::uint32_t v) { out.item.set_grade_max(v); })},
      {"expected_seconds", Whole([](FileItem& out, std::uint32_t v) { out.item.set_expected_seconds(v); })},
      {"revision", Whole([](FileItem& out, std::uint32_t v) { out.revision = v; })},
      {"difficulty", &SetDifficulty},
      {"variants", &SetVariants},
      {"state", &SetState}};
  return columns;
}

FileItem ReadRow(const training::CsvTable& table, std::size_t row) {
  FileItem out{
      .where = absl::StrCat(table.name(), ":", table.line(row)), .item = {}, .state = {}, .problems = {}};
  for (std::size_t column = 0; column < table.columns().size(); ++column) {
    const std::string cell(table.at(row, column));
    if (cell.empty()) continue;
    const std::string& name = table.columns()[column];
    const absl::Status set = Columns().at(name)(out, cell);
    if (!set.ok()) out.problems.push_back(absl::StrCat(name, ": ", set.message()));
  }
  return out;
}

std::string Quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

}  // namespace

absl::StatusOr<std::vector<FileItem>> ReadCatalogCsv(const std::string& path) {
  std::map<std::size_t, std::string> uneven;  // what is wrong with the length of rows
  training::CsvOptions options;
  options.uneven = [&](std::size_t row, const std::string& what) { uneven[row] = what; };
  const absl::StatusOr<training::CsvTable> table = training::CsvTable::Read(path, options);
  if (!table.ok()) return table.status();
  for (const std::string& name : table->columns()) {
    if (Columns().count(name) > 0) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        path, ":1: column \"", name, "\" is not known; there are ",
        absl::StrJoin(Columns(), " ", [](std::string* out, const auto& c) { out->append(c.first); })));
  }
  std::vector<FileItem> items;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    items.push_back(ReadRow(*table, row));
    // Its cells may have slipped: what they seem to be says nothing.
    if (const auto found = uneven.find(row); found != uneven.end()) items.back().problems = {found->second};
  }
  return items;
}

void WriteCatalogCsv(const std::vector<catalog::v1::CatalogEntry>& entries, std::ostream& out) {
  out << "content_id,title,skills,prerequisites,language,grade_min,grade_max,difficulty,expected_seconds,"
         "variants,owner,state,revision\n";
  for (const catalog::v1::CatalogEntry& entry : entries) {
    const Item& item = entry.item();
    const std::string variants = absl::StrJoin(
        item.variants(), ";", [](std::string* to, const auto& v) { to->append(FormatVariant(v)); });
    out << item.content_id() << "," << Quoted(item.title()) << "," << absl::StrJoin(item.skill_ids(), ";")
        << "," << absl::StrJoin(item.prerequisite_skill_ids(), ";") << "," << item.language() << ","
        << item.grade_min() << "," << item.grade_max() << "," << nlohmann::json(item.difficulty()).dump()
        << "," << item.expected_seconds() << "," << variants << "," << item.owner_id() << ","
        << StateName(entry.state()) << "," << entry.revision() << "\n";
  }
}

}  // namespace yachay::cli
