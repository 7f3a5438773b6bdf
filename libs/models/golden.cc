#include "models/golden.h"

#include <bit>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace yachay::models {
namespace {

using Json = nlohmann::ordered_json;

Json ToHex(const std::vector<float>& values) {
  Json list = Json::array();
  for (const float value : values)
    list.push_back(absl::StrCat(absl::Hex(std::bit_cast<uint32_t>(value), absl::kZeroPad8)));
  return list;
}

bool FromHex(const Json& row, const char* key, std::vector<float>& values) {
  if (!row.is_object() || !row.contains(key) || !row[key].is_array()) return false;
  for (const Json& item : row[key]) {
    if (!item.is_string()) return false;
    const auto& text = item.get_ref<const std::string&>();
    uint32_t bits = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), bits, 16);
    if (code != std::errc() || end != text.data() + text.size() || text.size() != 8) return false;
    values.push_back(std::bit_cast<float>(bits));
  }
  return !values.empty();
}

absl::Status Invalid(std::string_view where, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(std::string(where), ": ", what));
}

}  // namespace

std::string GoldenToJson(const std::vector<GoldenRow>& rows) {
  Json list = Json::array();
  for (const GoldenRow& row : rows)
    list.push_back({{"features", ToHex(row.features)}, {"scores", ToHex(row.scores)}});
  return Json{{"rows", list}}.dump(1) + "\n";
}

absl::StatusOr<std::vector<GoldenRow>> GoldenFromJson(std::string_view text, std::string_view where) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("rows") || !json["rows"].is_array() || json["rows"].empty()) {
    return Invalid(where, "expected an object with a list 'rows' of golden rows");
  }
  std::vector<GoldenRow> rows;
  for (const Json& item : json["rows"]) {
    GoldenRow row;
    if (!FromHex(item, "features", row.features) || !FromHex(item, "scores", row.scores)) {
      return Invalid(where, absl::StrCat("row ", rows.size(),
                                         ": expected features and scores of eight hex digits each"));
    }
    if (!rows.empty() &&
        (row.features.size() != rows[0].features.size() || row.scores.size() != rows[0].scores.size())) {
      return Invalid(where, absl::StrCat("row ", rows.size(), ": length differs from row 0"));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::Status CheckGoldenShape(const std::vector<GoldenRow>& rows, size_t num_features, size_t num_scores) {
  for (size_t r = 0; r < rows.size(); ++r) {
    if (rows[r].features.size() == num_features && rows[r].scores.size() == num_scores) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        "golden row ", r, " has ", rows[r].features.size(), " features and ", rows[r].scores.size(),
        " scores; the model takes ", num_features, " and gives ", num_scores));
  }
  return absl::OkStatus();
}

absl::Status ReplayGolden(const std::vector<GoldenRow>& rows, Scorer scorer) {
  for (size_t r = 0; r < rows.size(); ++r) {
    std::vector<float> scores(rows[r].scores.size());
    scorer(rows[r].features, absl::MakeSpan(scores));
    for (size_t s = 0; s < scores.size(); ++s) {
      const auto got = std::bit_cast<uint32_t>(scores[s]);
      const auto expected = std::bit_cast<uint32_t>(rows[r].scores[s]);
      if (got == expected) continue;
      return absl::FailedPreconditionError(
          absl::StrCat("golden row ", r, " score ", s, ": got ", scores[s], " (",
                       absl::Hex(got, absl::kZeroPad8), "), the trainer saw ", rows[r].scores[s], " (",
                       absl::Hex(expected, absl::kZeroPad8), "); do not serve this version"));
    }
  }
  return absl::OkStatus();
}

}  // namespace yachay::models
