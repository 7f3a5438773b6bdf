#include "core/content.h"

#include <algorithm>
#include <limits>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace yachay::recommendation {
namespace {

constexpr char kIdRule[] = "expected 1 to 64 characters of [A-Za-z0-9._-]";

class Checker {
 public:
  void Check(bool holds, const std::string& field, const std::string& rule) {
    if (!holds) violations_.push_back({field, rule});
  }
  void CheckIds(const std::vector<std::string>& ids, const std::string& field) {
    for (std::size_t i = 0; i < ids.size(); ++i)
      Check(IsId(ids[i]), absl::StrCat(field, "[", i, "]"), kIdRule);
  }
  std::vector<Violation> Take() { return std::move(violations_); }

 private:
  std::vector<Violation> violations_;
};

constexpr char kCodecRule[] =
    "expected at most 4 codecs of 1 to 16 characters of [a-z0-9.-], for example \"h264\"";

bool IsCodec(const std::string& text) {
  return !text.empty() && text.size() <= 16 && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) ||
           absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '.' || c == '-';
  });
}

bool IsSha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Characters of UTF-8 text, counted by their first bytes.
std::size_t Characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool Between(double value, double least, double most) { return value >= least && value <= most; }

void CheckVariants(const std::vector<delivery::Variant>& variants, Checker& checker) {
  checker.Check(Between(static_cast<double>(variants.size()), 1, 8), "variants", "expected 1 to 8 variants");
  std::set<std::string> ids;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const delivery::Variant& variant = variants[i];
    const std::string at = absl::StrCat("variants[", i, "].");
    checker.Check(IsId(variant.id), at + "variant_id", kIdRule);
    checker.Check(
        variant.kind >= delivery::VariantKind::kText && variant.kind <= delivery::VariantKind::kHigh,
        at + "kind", "expected KIND_TEXT, KIND_AUDIO, KIND_LOW, KIND_STANDARD or KIND_HIGH");
    checker.Check(ids.insert(variant.id).second, at + "variant_id", "expected an id unique within the item");
    checker.Check(variant.bytes >= 1 && variant.bytes <= std::numeric_limits<std::int32_t>::max(),
                  at + "bytes", "expected 1 to 2147483647");
    checker.Check(variant.min_ram_mib >= 1 && variant.min_ram_mib <= 65536, at + "min_ram_mib",
                  "expected 1 to 65536");
    checker.Check(
        variant.codecs.size() <= 4 && std::all_of(variant.codecs.begin(), variant.codecs.end(), &IsCodec),
        at + "codecs", kCodecRule);
    checker.Check(variant.sha256.empty() || IsSha256(variant.sha256), at + "sha256",
                  "expected 64 characters of [0-9a-f], or none");
  }
}

}  // namespace

bool IsId(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
  });
}

bool FitsGrade(const Content& content, int grade) {
  return content.grade_min <= grade && grade <= content.grade_max;
}

bool Exercises(const Content& content, const std::string& skill) {
  return std::find(content.skills.begin(), content.skills.end(), skill) != content.skills.end();
}

std::vector<Violation> Validate(const Content& content) {
  Checker checker;
  checker.Check(IsId(content.id), "content_id", kIdRule);
  checker.Check(Between(static_cast<double>(Characters(content.title)), 1, 120), "title",
                "expected 1 to 120 characters");
  checker.Check(Between(static_cast<double>(content.skills.size()), 1, 8), "skill_ids",
                "expected 1 to 8 skills");
  checker.CheckIds(content.skills, "skill_ids");
  checker.Check(content.prerequisites.size() <= 8, "prerequisite_skill_ids", "expected at most 8 skills");
  checker.CheckIds(content.prerequisites, "prerequisite_skill_ids");
  checker.Check(std::none_of(content.prerequisites.begin(), content.prerequisites.end(),
                             [&](const std::string& skill) { return Exercises(content, skill); }),
                "prerequisite_skill_ids", "expected none of the item's own skills");
  checker.Check(!content.language.empty() && content.language.size() <= 16, "language",
                "expected 1 to 16 characters, BCP 47, for example \"es\"");
  checker.Check(Between(content.grade_min, 1, 13), "grade_min", "expected 1 to 13");
  checker.Check(Between(content.grade_max, content.grade_min, 13), "grade_max", "expected grade_min to 13");
  checker.Check(Between(content.difficulty, -4, 4), "difficulty", "expected -4 to 4 logits");
  checker.Check(Between(content.expected_seconds, 5, 7200), "expected_seconds", "expected 5 to 7200");
  CheckVariants(content.variants, checker);
  checker.Check(content.owner.empty() || IsId(content.owner), "owner_id", kIdRule);
  return checker.Take();
}

}  // namespace yachay::recommendation
