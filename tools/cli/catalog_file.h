// The catalogue as a file that teachers edit: CSV (a table, one item a line) or JSON (a list of objects).
//
// Columns and members: content_id title skills prerequisites language grade_min grade_max difficulty
// expected_seconds owner variants, and state and revision, which may be empty or left out. In CSV a list is
// written "a;b", a variant "ID:KIND:BYTES:MIN_RAM_MIB[:CODEC+CODEC[:SHA256]]".
#ifndef CLI_CATALOG_FILE_H_
#define CLI_CATALOG_FILE_H_

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "yachay/catalog/v1/catalog.pb.h"

namespace yachay::cli {

// One item of a file.
struct FileItem {
  std::string where;  // "lessons.csv:7", "lessons.json: item 3"
  catalog::v1::ContentItem item;
  std::optional<catalog::v1::State> state;  // where it is to stand; absent: where it stands
  std::uint64_t revision = 0;               // that was looked at; 0: the one of now
  std::vector<std::string> problems;        // what could not be read: "grade_min: expected a whole number"
};

// By the name's end, .csv or .json. What is wrong with one item is told in its problems. INVALID_ARGUMENT:
// the file as a whole is not readable, or has a column that is not known; NOT_FOUND.
absl::StatusOr<std::vector<FileItem>> ReadCatalogFile(const std::string& path);

enum class CatalogFormat { kCsv, kJson };
// By the name's end; INVALID_ARGUMENT for any other.
absl::StatusOr<CatalogFormat> FormatOf(const std::string& path);
void WriteCatalog(const std::vector<catalog::v1::CatalogEntry>& entries, CatalogFormat format,
                  std::ostream& out);

// "text:text:18000:64", as above. INVALID_ARGUMENT says what was expected.
absl::StatusOr<catalog::v1::Variant> ParseVariant(const std::string& text);
std::string FormatVariant(const catalog::v1::Variant& variant);

// "draft", "in-review", "published", "archived"; the other way nullopt for any other word.
std::string StateName(catalog::v1::State state);
std::optional<catalog::v1::State> ParseState(const std::string& name);

// "text", "audio", "low", "standard", "high".
std::string KindName(catalog::v1::Variant::Kind kind);

}  // namespace yachay::cli

#endif  // CLI_CATALOG_FILE_H_
