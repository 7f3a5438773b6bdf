#include "core/content_filter.h"

#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

CatalogEntry Entry() {
  return {.content = {.id = "frac-es-1",
                      .title = "Fracción y ÑANDÚ",
                      .skills = {"fractions", "part-whole"},
                      .prerequisites = {},
                      .language = "es-PE",
                      .grade_min = 3,
                      .grade_max = 5,
                      .variants = {},
                      .owner = "t-1"},
          .revision = 1,
          .published = true,
          .changed_at_ms = 1,
          .state = State::kPublished};
}

bool Fits(const ContentFilter& filter) { return ContentMatcher(filter).Fits(Entry()); }

TEST_CASE("words are found at the beginning of words, whatever their case and accents") {
  for (const char* query : {"fraccion", "FRACC", "ñandu", "nandu frac", "frac-es", "whole", "  "}) {
    INFO(query);
    CHECK(Fits({.query = query}));
  }
  for (const char* query : {"accion", "fracciones", "nandu suma"}) {
    INFO(query);
    CHECK_FALSE(Fits({.query = query}));
  }
}

TEST_CASE("everything that is set must fit") {
  CHECK(
      Fits({.skill = "fractions", .language = "es", .grade = 4, .state = State::kPublished, .owner = "t-1"}));
  CHECK_FALSE(Fits({.skill = "addition"}));
  CHECK_FALSE(Fits({.language = "qu"}));
  CHECK_FALSE(Fits({.grade = 6}));
  CHECK_FALSE(Fits({.state = State::kDraft}));
  CHECK_FALSE(Fits({.owner = "t-2"}));
}

TEST_CASE("text that is no valid UTF-8 does no harm") {
  CHECK(Plain("a\xC3") == "a\xC3");
  CHECK(Plain("\xC3\x91\xC3\xA9Z") == "nez");
}

}  // namespace
}  // namespace yachay::recommendation
