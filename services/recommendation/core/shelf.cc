#include "core/shelf.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace yachay::recommendation {
namespace {

constexpr double kLongSeconds = 1800;

std::string Primary(std::string_view language) {
  std::string primary(language.substr(0, language.find('-')));
  absl::AsciiStrToLower(&primary);
  return primary;
}

template <typename Names>
std::optional<Shelf::Id> Find(const Names& names, std::string_view name) {
  const auto found = names.find(absl::string_view(name.data(), name.size()));
  return found == names.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

Shelf::Id Shelf::Intern(Names& names, const std::string& name) {
  return names.emplace(name, static_cast<Id>(names.size())).first->second;
}

Shelf::Shelf(const Entries& entries, const taste::Taste* taste) : taste_(taste) {
  items_.reserve(entries.size());
  for (const EntryPtr& entry : entries) {
    const Content& content = entry->content;
    contents_.emplace(content.id, static_cast<Id>(items_.size()));
    Item item{.entry = entry.get(),
              .language = Intern(languages_, Primary(content.language)),
              .grade_min = content.grade_min,
              .grade_max = content.grade_max,
              .difficulty = content.difficulty,
              .brevity = std::max(0.0, 1 - content.expected_seconds / kLongSeconds)};
    if (taste != nullptr) {
      if (const auto place = taste->Find(content.id)) item.taste = static_cast<std::int32_t>(*place);
    }
    item.skills_begin = static_cast<std::uint32_t>(ids_.size());
    for (const std::string& skill : content.skills) ids_.push_back(Intern(skills_, skill));
    item.prerequisites_begin = static_cast<std::uint32_t>(ids_.size());
    for (const std::string& skill : content.prerequisites) ids_.push_back(Intern(skills_, skill));
    item.end = static_cast<std::uint32_t>(ids_.size());
    items_.push_back(item);
  }
}

absl::Span<const Shelf::Id> Shelf::SkillsOf(const Item& item) const {
  return {ids_.data() + item.skills_begin, item.prerequisites_begin - item.skills_begin};
}

absl::Span<const Shelf::Id> Shelf::PrerequisitesOf(const Item& item) const {
  return {ids_.data() + item.prerequisites_begin, item.end - item.prerequisites_begin};
}

std::optional<Shelf::Id> Shelf::FindSkill(std::string_view skill) const { return Find(skills_, skill); }
std::optional<Shelf::Id> Shelf::FindLanguage(std::string_view language) const {
  return Find(languages_, Primary(language));
}
std::optional<std::uint32_t> Shelf::FindItem(std::string_view content_id) const {
  return Find(contents_, content_id);
}

}  // namespace yachay::recommendation
