#include "cli/predict_write.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace yachay::cli {
namespace {

void AppendFloat(float value, std::string& text) {
  char digits[32];
  const auto [end, code] = std::to_chars(digits, digits + sizeof(digits), value);
  text.append(digits, end);
}

bool Plain(const std::string& text) { return text.find_first_of(",\"\r\n") == std::string::npos; }

void AppendField(const std::string& field, std::string& text) {
  if (Plain(field)) {
    text += field;
  } else {
    text += CsvField(field);
  }
}

}  // namespace

std::string CsvField(const std::string& text) {
  if (Plain(text)) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string PredictionsHeader(const std::vector<std::string>& classes) {
  std::string text = "id,prediction";
  for (const std::string& name : classes)
    absl::StrAppend(&text, ",", CsvField(absl::StrCat("probability_", name)));
  return text + "\n";
}

void AppendPredictions(const training::Dataset& data, absl::Span<const float> scores, std::string& text) {
  const auto& classes = data.schema.classes;
  std::vector<std::string> names;
  for (const std::string& name : classes) names.push_back(CsvField(name));
  for (size_t r = 0; r < data.rows(); ++r) {
    const auto row = scores.subspan(r * classes.size(), classes.size());
    AppendField(data.ids[r], text);
    text += ",";
    text += names[std::max_element(row.begin(), row.end()) - row.begin()];
    for (const float score : row) {
      text += ",";
      AppendFloat(score, text);
    }
    text += "\n";
  }
}

}  // namespace yachay::cli
