#include "drift/counts_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace yachay::drift {
namespace {

using Json = nlohmann::json;

absl::Status Wrong(absl::string_view where, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(where, ": ", what));
}

template <typename Value>
void Append(Json& column, const Counts<Value>& counts) {
  Json values = Json::array();
  Json times = Json::array();
  for (const auto& [value, count] : counts) {
    values.push_back(value);
    times.push_back(count);
  }
  column["values"] = std::move(values);
  column["counts"] = std::move(times);
}

Json ColumnToJson(const ColumnCounts& column) {
  Json json = {{"name", column.name()},
               {"kind", Name(column.kind())},
               {"missing", column.missing()},
               {"dropped_bits", column.dropped_bits()}};
  if (column.absent() > 0) json["absent"] = column.absent();
  if (column.misfits() > 0) json["misfits"] = column.misfits();
  if (column.other() > 0) json["other"] = column.other();
  if (column.kind() == ColumnKind::kNumber) {
    Append(json, column.Numbers());
  } else {
    Append(json, column.Categories());
  }
  return json;
}

constexpr int64_t kMostRows = int64_t{1} << 53;

bool IsCount(const Json& json, int64_t least) {
  return json.is_number_integer() && json.get<int64_t>() >= least && json.get<int64_t>() < kMostRows;
}

// The field of an object, or null.
const Json& Field(const Json& object, const char* name) {
  static const Json* const kNull = new Json();
  const auto it = object.find(name);
  return it == object.end() ? *kNull : *it;
}

absl::Status AddValues(const Json& values, const Json& counts, const std::string& where,
                       ColumnCounts& column) {
  if (!values.is_array() || !counts.is_array() || values.size() != counts.size()) {
    return Wrong(where, "\"values\" and \"counts\" must be lists of the same length");
  }
  const bool numbers = column.kind() == ColumnKind::kNumber;
  for (size_t i = 0; i < values.size(); ++i) {
    const std::string at = absl::StrCat(where, ".values[", i, "]");
    if (!IsCount(counts[i], 1)) return Wrong(at, "its count must be a whole number of at least 1");
    if (numbers ? !values[i].is_number() : !values[i].is_string()) {
      return Wrong(at, numbers ? "expected a number" : "expected text");
    }
    const auto times = counts[i].get<int64_t>();
    const int64_t before = column.distinct();
    if (numbers) {
      column.Add(values[i].get<double>(), times);
    } else {
      column.Add(values[i].get<std::string>(), times);
    }
    if (column.distinct() == before) return Wrong(at, "is missing or stands there twice");
    if (column.rows() >= kMostRows) return Wrong(at, "the counts come to 2^53 rows or more");
  }
  return absl::OkStatus();
}

// The rows without a value, and why they have none.
absl::Status AddMissing(const Json& json, int64_t missing, const std::string& where, ColumnCounts& column) {
  const auto part = [&](const char* name) { return json.value(name, Json(0)); };
  const Json absent = part("absent");
  const Json misfits = part("misfits");
  if (!IsCount(absent, 0) || !IsCount(misfits, 0) || absent.get<int64_t>() + misfits.get<int64_t>() > missing)
    return Wrong(where, "\"absent\" and \"misfits\" must be whole numbers, together at most \"missing\"");
  column.AddAbsent(absent.get<int64_t>());
  column.AddMisfit(misfits.get<int64_t>());
  column.AddMissing(missing - column.missing());
  return absl::OkStatus();
}

absl::StatusOr<ColumnCounts> ColumnFromJson(const Json& json, const std::string& where) {
  if (!json.is_object()) return Wrong(where, "expected an object");
  const Json& name = Field(json, "name");
  const Json& kind = Field(json, "kind");
  if (!name.is_string()) return Wrong(where, "\"name\" must be text");
  if (kind != "number" && kind != "category")
    return Wrong(where, "\"kind\" must be \"number\" or \"category\"");
  const Json& missing = Field(json, "missing");
  const Json& bits = Field(json, "dropped_bits");
  if (!IsCount(missing, 0)) return Wrong(where, "\"missing\" must be a whole number of at least 0");
  if (!bits.is_null() && (!IsCount(bits, 0) || bits > 52))
    return Wrong(where, "\"dropped_bits\" must be 0 to 52");

  ColumnCounts column(name.get<std::string>(),
                      kind == "number" ? ColumnKind::kNumber : ColumnKind::kCategory);
  if (!bits.is_null()) column.DropBits(bits.get<int>());
  if (absl::Status s = AddMissing(json, missing.get<int64_t>(), where, column); !s.ok()) return s;
  const std::string named = absl::StrCat(where, " (", column.name(), ")");
  if (absl::Status s = AddValues(Field(json, "values"), Field(json, "counts"), named, column); !s.ok())
    return s;
  const Json other = json.value("other", Json(0));
  if (!IsCount(other, 0) || other.get<int64_t>() > column.present())
    return Wrong(where, "\"other\" must be a whole number of at most the column's values");
  column.SetOther(other.get<int64_t>());
  return column;
}

absl::Status ReadUnknown(const Json& json, Table& table) {
  if (json.is_null()) return absl::OkStatus();
  if (!json.is_object()) return Wrong("unknown", "expected an object of rows by column");
  for (const auto& [column, rows] : json.items()) {
    if (!IsCount(rows, 1)) return Wrong(absl::StrCat("unknown.", column), "expected a whole number of rows");
    table.unknown[column] = rows.get<int64_t>();
  }
  return absl::OkStatus();
}

absl::Status ReadSensitivity(const Json& json, Table& table) {
  if (json.is_null()) return absl::OkStatus();
  if (!json.is_object()) return Wrong("sensitivity", "expected an object of shares by column");
  for (const auto& [column, share] : json.items()) {
    if (!share.is_number() || share < 0 || share > 1)
      return Wrong(absl::StrCat("sensitivity.", column), "expected a share, 0 to 1");
    table.sensitivity[column] = share.get<double>();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckTable(const Table& table) {
  absl::flat_hash_set<std::string> names;
  for (const ColumnCounts& column : table.columns) {
    if (column.name().empty()) return Wrong("columns", "a column has no name");
    if (!names.insert(column.name()).second)
      return Wrong(column.name(), "there are two columns of this name");
    if (column.rows() != table.rows) {
      return Wrong(column.name(), absl::StrCat("has ", column.rows(), " rows, expected ", table.rows));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Table> TableFromColumns(const std::vector<Column>& columns) {
  if (columns.empty()) return Wrong("columns", "expected at least one");
  Table table;
  table.columns.reserve(columns.size());
  for (const Column& column : columns) {
    table.columns.push_back(CountsOf(column));
    const ColumnCounts& counts = table.columns.back();
    if (column.kind == ColumnKind::kCategory && counts.distinct() >= ColumnCounts::kMaxDistinct) {
      return Wrong(column.name, absl::StrCat("has ", ColumnCounts::kMaxDistinct,
                                             " categories or more; leave out a column that is an id"));
    }
  }
  table.rows = table.columns.front().rows();
  if (table.rows == 0) return Wrong("rows", "expected at least one");
  if (absl::Status s = CheckTable(table); !s.ok()) return s;
  return table;
}

std::string TableToJson(const Table& table, std::string_view format) {
  std::string text =
      absl::StrCat("{\"format\":", Json(format).dump(), ",\"rows\":", table.rows,
                   table.sensitivity.empty() ? "" : ",\"sensitivity\":" + Json(table.sensitivity).dump(),
                   ",\"columns\":[");
  for (size_t i = 0; i < table.columns.size(); ++i) {
    absl::StrAppend(&text, i == 0 ? "\n" : ",\n",
                    ColumnToJson(table.columns[i]).dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  text += "\n]";
  if (!table.unknown.empty()) {
    text += ",\"unknown\":" + Json(table.unknown).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return text + "}\n";
}

absl::StatusOr<Table> TableFromJson(std::string_view text, std::string_view format) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return Wrong("drift counts", "this is no JSON object; was the file cut off?");
  if (Field(json, "format") != format) {
    return Wrong("format",
                 absl::StrCat("expected ", Json(format).dump(), ", found ", Field(json, "format").dump()));
  }
  if (!IsCount(Field(json, "rows"), 0)) return Wrong("rows", "expected a whole number of at least 0");
  if (!Field(json, "columns").is_array()) return Wrong("columns", "expected a list");
  Table table;
  table.rows = json["rows"].get<int64_t>();
  for (const Json& column : json["columns"]) {
    auto counts = ColumnFromJson(column, absl::StrCat("columns[", table.columns.size(), "]"));
    if (!counts.ok()) return counts.status();
    table.columns.push_back(*std::move(counts));
  }
  if (absl::Status s = ReadSensitivity(Field(json, "sensitivity"), table); !s.ok()) return s;
  if (absl::Status s = ReadUnknown(Field(json, "unknown"), table); !s.ok()) return s;
  if (absl::Status s = CheckTable(table); !s.ok()) return s;
  return table;
}

}  // namespace yachay::drift
