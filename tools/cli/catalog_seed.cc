#include "cli/catalog_seed.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/str_format.h"

namespace yachay::cli {
namespace {

using catalog::v1::ContentItem;
using catalog::v1::Variant;

struct Skill {
  const char* id;
  std::array<const char*, 3> titles;  // es, qu, en
  std::array<const char*, 2> prerequisites;
  unsigned grade_min;
  unsigned grade_max;
  double easiest;  // difficulty of the first step, logits
};

constexpr std::array<const char*, 3> kLanguages = {"es", "qu", "en"};
constexpr int kSteps = 7;         // items per skill and language
constexpr double kStepUp = 0.45;  // logits from one step to the next

// Grades are wide: who missed a grade finds what it taught, and nothing stays locked because its start is out
// of reach.
constexpr Skill kSkills[] = {
    {"counting", {"Contar", "Yupay", "Counting"}, {"", ""}, 1, 6, -3.0},
    {"addition", {"Sumar", "Yapay", "Adding"}, {"", ""}, 1, 13, -2.5},
    {"subtraction", {"Restar", "Qichuy", "Taking away"}, {"addition", ""}, 1, 13, -2.0},
    {"multiplication", {"Multiplicar", "Miray", "Multiplying"}, {"addition", ""}, 2, 13, -1.5},
    {"division", {"Dividir", "Rakiy", "Dividing"}, {"multiplication", "subtraction"}, 3, 13, -1.0},
    {"fractions", {"Fracciones", "Partikuna", "Fractions"}, {"division", ""}, 3, 13, -0.5},
    {"geometry", {"Figuras", "Tupuykuna", "Shapes"}, {"", ""}, 2, 13, -1.5},
    {"algebra", {"Ecuaciones", "Mana riqsisqa yupay", "Equations"}, {"fractions", ""}, 6, 13, 0.2},
    {"letters", {"Letras", "Qillqakuna", "Letters"}, {"", ""}, 1, 5, -3.0},
    {"reading", {"Leer cuentos", "Willakuy ñawinchay", "Reading stories"}, {"", ""}, 1, 13, -2.0},
    {"writing", {"Escribir", "Qillqay", "Writing"}, {"reading", ""}, 2, 13, -1.2},
    {"science", {"Plantas y animales", "Yurakuna, uywakuna", "Plants and animals"}, {"", ""}, 1, 13, -1.8},
    {"ecosystems",
     {"La vida en los Andes", "Antipi kawsay", "Life in the Andes"},
     {"science", ""},
     4,
     13,
     -0.4},
};

void AddVariant(ContentItem& item, const char* id, Variant::Kind kind, std::uint64_t bytes,
                unsigned ram_mib) {
  Variant* variant = item.add_variants();
  variant->set_variant_id(id);
  variant->set_kind(kind);
  variant->set_bytes(bytes);
  variant->set_min_ram_mib(ram_mib);
}

// Sizes grow with the step, since later lessons say more; every item has a text, and every other one a video.
void AddVariants(ContentItem& item, int step, int salt) {
  const auto grown = [&](std::uint64_t bytes) {
    return bytes + bytes * static_cast<std::uint64_t>(step) / 8;
  };
  AddVariant(item, "text", Variant::KIND_TEXT, grown(18'000), 64);
  if ((step + salt) % 3 != 0) AddVariant(item, "audio", Variant::KIND_AUDIO, grown(380'000), 128);
  AddVariant(item, "low", Variant::KIND_LOW, grown(950'000), 384);
  if ((step + salt) % 2 == 0) AddVariant(item, "high", Variant::KIND_HIGH, grown(11'000'000), 1536);
}

ContentItem MakeItem(const Skill& skill, int salt, std::size_t language, int step) {
  ContentItem item;
  item.set_content_id(absl::StrFormat("%s-%s-%d", skill.id, kLanguages[language], step + 1));
  item.set_title(absl::StrFormat("%s %d", skill.titles[language], step + 1));
  item.add_skill_ids(skill.id);
  for (const std::string prerequisite : skill.prerequisites) {
    if (!prerequisite.empty()) item.add_prerequisite_skill_ids(prerequisite);
  }
  item.set_language(kLanguages[language]);
  item.set_grade_min(skill.grade_min);
  item.set_grade_max(skill.grade_max);
  item.set_difficulty(skill.easiest + kStepUp * step);
  item.set_expected_seconds(static_cast<unsigned>(90 + 60 * step));
  AddVariants(item, step, salt);
  return item;
}

}  // namespace

std::vector<ContentItem> SeedCatalog() {
  std::vector<ContentItem> items;
  int salt = 0;
  for (const Skill& skill : kSkills) {
    for (std::size_t language = 0; language < kLanguages.size(); ++language) {
      for (int step = 0; step < kSteps; ++step) items.push_back(MakeItem(skill, salt, language, step));
    }
    ++salt;
  }
  std::sort(items.begin(), items.end(),
            [](const ContentItem& a, const ContentItem& b) { return a.content_id() < b.content_id(); });
  return items;
}

}  // namespace yachay::cli
