#ifndef RECOMMENDATION_CORE_SHELF_H_
#define RECOMMENDATION_CORE_SHELF_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "core/catalog.h"
#include "taste/taste.h"

namespace yachay::recommendation {

// The published items as columns, made once per state of the catalogue, so that a request compares numbers
// and no strings. Immutable: safe to share between threads. Entries and taste outlive it.
class Shelf {
 public:
  using Id = std::uint32_t;  // of a skill or a language on this shelf, from 0
  static constexpr std::int32_t kNoTaste = -1;

  struct Item {
    const CatalogEntry* entry = nullptr;
    Id language = 0;
    int grade_min = 1, grade_max = 13;
    double difficulty = 0;
    double brevity = 0;             // 1: takes no time; 0: half an hour or more
    std::int32_t taste = kNoTaste;  // place in the taste's items
    std::uint32_t skills_begin = 0, prerequisites_begin = 0, end = 0;  // in ids
  };

  // taste may be null.
  explicit Shelf(const Entries& entries, const taste::Taste* taste = nullptr);

  const std::vector<Item>& items() const { return items_; }
  absl::Span<const Id> SkillsOf(const Item& item) const;
  absl::Span<const Id> PrerequisitesOf(const Item& item) const;

  std::size_t skills() const { return skills_.size(); }
  std::optional<Id> FindSkill(std::string_view skill) const;
  // Regions of a language read each other: "es-PE" is "es", in any case.
  std::optional<Id> FindLanguage(std::string_view language) const;
  std::optional<std::uint32_t> FindItem(std::string_view content_id) const;
  const taste::Taste* taste() const { return taste_; }

 private:
  using Names = absl::flat_hash_map<std::string, Id>;
  static Id Intern(Names& names, const std::string& name);

  std::vector<Item> items_;
  std::vector<Id> ids_;
  Names skills_, languages_, contents_;
  const taste::Taste* taste_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_SHELF_H_
