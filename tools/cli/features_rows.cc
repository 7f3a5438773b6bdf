#include "cli/features_rows.h"

#include <zlib.h>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace yachay::cli {
namespace {

std::string Number(double value) {
  char text[32];
  return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
}

std::string Cell(const feature_store::Column& column) {
  if (column.statuses.at(0) != feature_store::ValueStatus::kPresent) return "";
  if (!column.numbers.empty()) return Number(column.numbers[0]);
  if (!column.texts.empty()) return CsvText(column.texts[0]);
  nlohmann::json map = nlohmann::json::object();
  for (const auto& [name, number] : column.maps.at(0)) map[name] = number;
  return CsvText(map.dump());
}

absl::Status Failed(const std::string& path, const char* what) {
  return absl::InvalidArgumentError(absl::StrCat("cannot ", what, " ", path));
}

absl::Status WriteGzip(const std::string& path, const std::string& bytes) {
  const gzFile file = gzopen(path.c_str(), "wb6");
  if (file == nullptr) return Failed(path, "write");
  constexpr std::size_t kChunk = 1 << 20;
  bool written = true;
  for (std::size_t at = 0; written && at < bytes.size(); at += kChunk) {
    const auto size = static_cast<unsigned>(std::min(kChunk, bytes.size() - at));
    written = gzwrite(file, bytes.data() + at, size) == static_cast<int>(size);
  }
  return gzclose(file) == Z_OK && written ? absl::OkStatus() : Failed(path, "write");
}

}  // namespace

std::string CsvText(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string HeaderLine(const std::vector<features::FeatureRef>& refs) {
  std::string line = "learner_id,as_of_ms,label";
  for (const auto& ref : refs) absl::StrAppend(&line, ",", ref.view->name, ":", ref.feature->name);
  return line;
}

std::string RowLine(const feature_store::Label& label, const std::string& value,
                    const std::vector<feature_store::Column>& columns) {
  std::string line = absl::StrCat(CsvText(label.learner_id), ",", label.as_of_ms, ",", CsvText(value));
  for (const auto& column : columns) absl::StrAppend(&line, ",", Cell(column));
  return line;
}

absl::Status WriteWhole(const std::string& path, const std::string& bytes) {
  const std::string draft = path + ".tmp";
  if (absl::EndsWith(path, ".gz")) {
    if (absl::Status written = WriteGzip(draft, bytes); !written.ok()) return written;
  } else if (std::ofstream out(draft, std::ios::binary);
             !out || !out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())) || !out.flush()) {
    return Failed(draft, "write");
  }
  std::error_code error;
  std::filesystem::rename(draft, path, error);
  return error ? Failed(path, "write") : absl::OkStatus();
}

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  const gzFile file = gzopen(path.c_str(), "rb");  // reads what is not compressed as it is
  if (file == nullptr) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  std::string bytes;
  std::string chunk(1 << 20, '\0');
  int count = 0;
  while ((count = gzread(file, chunk.data(), static_cast<unsigned>(chunk.size()))) > 0)
    bytes.append(chunk, 0, static_cast<std::size_t>(count));
  const bool whole = gzclose_r(file) == Z_OK && count == 0;
  return whole ? absl::StatusOr<std::string>(std::move(bytes))
               : absl::DataLossError(absl::StrCat(path, " is damaged"));
}

}  // namespace yachay::cli
