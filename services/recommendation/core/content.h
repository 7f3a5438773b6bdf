#ifndef RECOMMENDATION_CORE_CONTENT_H_
#define RECOMMENDATION_CORE_CONTENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "delivery/variant.h"

namespace yachay::recommendation {

// A piece of content that a learner can play. Ranges as in proto/yachay/catalog/v1; Validate checks them.
struct Content {
  std::string id;
  std::string title;  // in the content's language
  std::vector<std::string> skills;
  std::vector<std::string> prerequisites;  // skills that must be mastered first
  std::string language;                    // BCP 47
  int grade_min = 1;
  int grade_max = 13;
  double difficulty = 0;  // logits of the success model; above 0 is hard
  int expected_seconds = 60;
  std::vector<delivery::Variant> variants;
  std::string owner = {};  // pseudonym of who wrote it; may be empty

  bool operator==(const Content&) const = default;
};

struct Violation {
  std::string field;  // name in the proto, for example "variants[1].bytes"
  std::string description;
};

// Every violated rule at once; empty when all is well.
std::vector<Violation> Validate(const Content& content);

bool FitsGrade(const Content& content, int grade);
bool Exercises(const Content& content, const std::string& skill);

// 1 to 64 characters of [A-Za-z0-9._-].
bool IsId(const std::string& text);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_CONTENT_H_
