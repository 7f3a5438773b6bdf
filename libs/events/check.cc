#include "events/check.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace yachay::events {
namespace {

bool IsIdChar(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
}

std::size_t Characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// What was found, short and printable: it goes into logs and answers.
std::string Quote(std::string_view value) {
  constexpr std::size_t kShown = 40;
  std::string shown = absl::CHexEscape(std::string(value.substr(0, kShown)));
  return value.size() > kShown ? absl::StrCat("\"", shown, "…\" of ", value.size(), " bytes")
                               : absl::StrCat("\"", shown, "\"");
}

bool IsLanguage(std::string_view value) {
  std::size_t length = 0;
  bool first = true;
  for (const char c : value) {
    if (c == '-') {
      if (length < (first ? 2u : 1u)) return false;
      first = false;
      length = 0;
      continue;
    }
    const auto u = static_cast<unsigned char>(c);
    if (!(first ? absl::ascii_isalpha(u) : absl::ascii_isalnum(u)) || ++length > 8) return false;
  }
  return length >= (first ? 2u : 1u);
}

}  // namespace

void Check::Fail(std::string_view field, std::string description) {
  out_.push_back({prefix_ + std::string(field), std::move(description)});
}

void Check::Id(std::string_view field, std::string_view value, bool may_be_empty) {
  if (value.empty() && may_be_empty) return;
  if (!value.empty() && value.size() <= 64 && std::all_of(value.begin(), value.end(), IsIdChar)) return;
  Fail(field, absl::StrCat("expected ", may_be_empty ? "at most" : "1 to",
                           " 64 characters of [A-Za-z0-9._-], found ", Quote(value)));
}

void Check::Uuid(std::string_view field, std::string_view value) {
  bool good = value.size() == 36;
  for (std::size_t i = 0; good && i < value.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    good = dash ? value[i] == '-' : absl::ascii_isxdigit(static_cast<unsigned char>(value[i]));
  }
  if (!good) Fail(field, absl::StrCat("expected a UUID in its 36-character form, found ", Quote(value)));
}

void Check::Text(std::string_view field, std::string_view value, std::size_t max) {
  if (Characters(value) > max)
    Fail(field, absl::StrCat("expected at most ", max, " characters, found ", Quote(value)));
}

void Check::Language(std::string_view field, std::string_view value) {
  if (value.size() > 16 || !IsLanguage(value)) {
    Fail(field,
         absl::StrCat("expected a BCP 47 language of at most 16 characters, for example \"es\", found ",
                      Quote(value)));
  }
}

void Check::Whole(std::string_view field, std::int64_t value, std::int64_t min, std::int64_t max,
                  std::string_view unit) {
  if (value < min || value > max)
    Fail(field, absl::StrCat("expected ", min, " to ", max, std::string(unit), ", found ", value));
}

void Check::Number(std::string_view field, double value, double min, double max, std::string_view unit) {
  if (!(value >= min && value <= max))
    Fail(field, absl::StrCat("expected ", min, " to ", max, std::string(unit), ", found ", value));
}

void Check::Duration(std::string_view field, std::int64_t value_ms, std::int64_t max_ms,
                     std::string_view limit) {
  if (value_ms < 0 || value_ms > max_ms) {
    Fail(field, absl::StrCat("expected 0 to ", std::string(limit), ", found ",
                             static_cast<double>(value_ms) / 1000, " s"));
  }
}

}  // namespace yachay::events
