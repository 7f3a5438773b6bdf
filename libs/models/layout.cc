#include "models/layout.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "absl/strings/str_cat.h"
#include "models/files.h"

namespace yachay::models {

bool IsPlainName(std::string_view name) {
  if (name.empty() || name.size() > 128 || name[0] == '.') return false;
  return std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c < 128 && std::isalnum(c) != 0) || c == '-' || c == '_' || c == '.';
  });
}

absl::Status CheckName(std::string_view what, std::string_view name) {
  if (IsPlainName(name)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(std::string(what), " '", std::string(name),
                   "': expected 1 to 128 letters, digits, '-', '_' or '.', not beginning with '.'"));
}

std::optional<int> ParseVersion(std::string_view text) {
  int version = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (code != std::errc() || end != text.data() + text.size() || version < 1 || text[0] == '0')
    return std::nullopt;
  return version;
}

Paths PathsOf(const std::string& directory, std::string_view model) {
  const std::string root = absl::StrCat(directory, "/", std::string(model));
  return {root, root + "/versions", root + "/ledger.jsonl", root + "/aliases.json", root + "/.lock"};
}

absl::StatusOr<Ledger> ReadLedger(const std::string& path) {
  auto text = ReadWholeFile(path);
  if (absl::IsNotFound(text.status())) return Ledger{};
  if (!text.ok()) return text.status();
  return ParseLedger(*text, path);
}

}  // namespace yachay::models
