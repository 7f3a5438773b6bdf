#include "events/xapi_values.h"

#include <charconv>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"

namespace yachay::events::xapi {
namespace {

std::uint64_t Fnv(std::string_view text, std::uint64_t hash) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash ^ (hash >> 29);
}

// A number and the unit behind it, cut off the front; nullopt when there is none.
struct Part {
  double value;
  char unit;
};
std::optional<Part> CutPart(std::string_view& text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  double value = 0;
  if (digits == 0 || digits == text.size() || digits > 18) return std::nullopt;
  if (!absl::SimpleAtod(absl::string_view(text.data(), digits), &value)) return std::nullopt;
  const Part part{value, text[digits]};
  text.remove_prefix(digits + 1);
  return part;
}

double UnitMs(char unit, bool time) {
  switch (unit) {
    case 'W':
      return time ? 0 : 7 * 86'400'000.0;
    case 'D':
      return time ? 0 : 86'400'000.0;
    case 'H':
      return time ? 3'600'000.0 : 0;
    case 'M':
      return time ? 60'000.0 : 0;
    case 'S':
      return time ? 1000.0 : 0;
    default:
      return 0;
  }
}

// The offset at the end of an RFC 3339 time, "-05:00" or "+0530"; 0 for Z or none.
std::int64_t OffsetMs(std::string_view text) {
  const std::size_t sign = text.find_last_of("+-");
  if (sign == std::string_view::npos || sign < 11) return 0;
  std::string digits;
  for (const char c : text.substr(sign + 1)) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) digits += c;
  }
  if (digits.size() != 4 && digits.size() != 2) return 0;
  const int hours = (digits[0] - '0') * 10 + digits[1] - '0';
  const int minutes = digits.size() == 4 ? (digits[2] - '0') * 10 + digits[3] - '0' : 0;
  return (text[sign] == '-' ? -1 : 1) * (hours * 60 + minutes) * 60'000LL;
}

}  // namespace

const Json& At(const Json& object, std::initializer_list<const char*> path) {
  static const Json kNull;
  const Json* at = &object;
  for (const char* key : path) {
    if (!at->is_object()) return kNull;
    const auto found = at->find(key);
    if (found == at->end()) return kNull;
    at = &*found;
  }
  return *at;
}

std::string TextAt(const Json& object, std::initializer_list<const char*> path) {
  const Json& value = At(object, path);
  return value.is_string() ? value.get<std::string>() : "";
}

std::string IdOf(std::string_view iri) {
  while (!iri.empty() && (iri.back() == '/' || iri.back() == '#')) iri.remove_suffix(1);
  const std::size_t cut = iri.find_last_of("/#?:=");
  return std::string(cut == std::string_view::npos ? iri : iri.substr(cut + 1));
}

std::optional<Instant> ParseInstant(std::string_view text) {
  if (text.size() < 10 || text.size() > 40) return std::nullopt;
  std::string copy(text);
  if (copy.size() > 10 && (copy[10] == ' ' || copy[10] == 't')) copy[10] = 'T';
  if (copy.back() == 'z') copy.back() = 'Z';
  for (const char* format :
       {"%Y-%m-%dT%H:%M:%E*S%Ez", "%Y-%m-%dT%H:%M%Ez", "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%d"}) {
    absl::Time time;
    if (!absl::ParseTime(format, copy, &time, nullptr)) continue;
    if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) return std::nullopt;
    return Instant{absl::ToUnixMillis(time), OffsetMs(copy)};
  }
  return std::nullopt;
}

std::optional<std::int64_t> ParseDurationMs(std::string_view text) {
  if (text.size() < 3 || text[0] != 'P') return std::nullopt;
  text.remove_prefix(1);
  bool time = false;
  double ms = 0;
  while (!text.empty()) {
    if (text[0] == 'T' && !time) {
      time = true;
      text.remove_prefix(1);
      if (text.empty()) return std::nullopt;
      continue;
    }
    const auto part = CutPart(text);
    if (!part || UnitMs(part->unit, time) == 0) return std::nullopt;
    ms += part->value * UnitMs(part->unit, time);
  }
  if (!(ms < 1e15)) return std::nullopt;
  return std::llround(ms);
}

std::string UuidOf(std::string_view text) {
  const std::uint64_t a = Fnv(text, 0xcbf29ce484222325ULL);
  const std::uint64_t b = Fnv(text, a ^ 0x9e3779b97f4a7c15ULL);
  return absl::StrFormat("%08x-%04x-8%03x-%04x-%012x", a >> 32, (a >> 16) & 0xffff, a & 0xfff,
                         ((b >> 48) & 0x3fff) | 0x8000, b & 0xffff'ffff'ffffULL);
}

}  // namespace yachay::events::xapi
