#ifndef CLI_COMPARE_COURSE_H_
#define CLI_COMPARE_COURSE_H_

#include <string>
#include <vector>

#include "delivery/variant.h"

namespace yachay::compare {

// A lesson of the course; it exercises one skill. Difficulty in logits.
struct Lesson {
  std::string id;
  std::string skill;
  std::vector<std::string> prerequisites;
  double stated = 0;  // what the catalogue says
  double truth = 0;   // what the child meets
  int seconds = 60;
  int grade_min = 1, grade_max = 13;
  std::vector<delivery::Variant> variants;
};

// All lessons in one language, by skill, easiest stated first.
using Course = std::vector<Lesson>;

// Draws the true difficulties around the stated ones.
void DrawTruth(Course& course, double error, unsigned long long seed);

}  // namespace yachay::compare

#endif  // CLI_COMPARE_COURSE_H_
