#include "cli/catalog_flags.h"

#include <CLI/CLI.hpp>

#include "cli/catalog_file.h"

namespace yachay::cli {

void ItemFlags::AddTo(CLI::App& app) {
  app.add_option("--title", title, "Title, in the item's language");
  app.add_option("--skill", skills, "A skill that it exercises; may be repeated");
  app.add_option("--prerequisite", prerequisites, "A skill to be mastered first; may be repeated");
  app.add_flag("--no-prerequisites", no_prerequisites, "Nothing need be mastered first");
  app.add_option("--language", language, "es, qu, en, …");
  app.add_option("--grade-min", grade_min, "Lowest school grade, 1 to 13");
  app.add_option("--grade-max", grade_max, "Highest school grade, 1 to 13");
  app.add_option("--difficulty", difficulty, "Logits: 0 is average, -4 easy, 4 hard");
  app.add_option("--expected-seconds", expected_seconds, "Typical time to play it");
  app.add_option(
      "--variant", variants,
      "ID:KIND:BYTES:MIN_RAM_MIB[:CODEC+CODEC[:SHA256]], KIND text|audio|low|standard|high; may be "
      "repeated");
  app.add_option("--owner", owner, "Pseudonym of who wrote it");
}

absl::Status ItemFlags::Apply(catalog::v1::ContentItem& item) const {
  if (title) item.set_title(*title);
  if (language) item.set_language(*language);
  if (owner) item.set_owner_id(*owner);
  if (grade_min) item.set_grade_min(*grade_min);
  if (grade_max) item.set_grade_max(*grade_max);
  if (expected_seconds) item.set_expected_seconds(*expected_seconds);
  if (difficulty) item.set_difficulty(*difficulty);
  if (!skills.empty()) item.mutable_skill_ids()->Assign(skills.begin(), skills.end());
  if (no_prerequisites) item.clear_prerequisite_skill_ids();
  if (!prerequisites.empty())
    item.mutable_prerequisite_skill_ids()->Assign(prerequisites.begin(), prerequisites.end());
  if (!variants.empty()) item.clear_variants();
  for (const std::string& text : variants) {
    absl::StatusOr<catalog::v1::Variant> variant = ParseVariant(text);
    if (!variant.ok()) return variant.status();
    *item.add_variants() = *std::move(variant);
  }
  return absl::OkStatus();
}

}  // namespace yachay::cli
