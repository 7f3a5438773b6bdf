#ifndef FEATURES_TEST_VIEWS_H_
#define FEATURES_TEST_VIEWS_H_

#include <string>

// A team's own definitions, for the tests of who must notice them.
namespace yachay::features {

// A folder with the engagement view under its own name, but with SessionsPerWeek over four weeks in place of
// one. Returns `folder`; ends the test program when it cannot be made.
std::string ChangedEngagementViews(const std::string& folder = "changed-views");

}  // namespace yachay::features

#endif  // FEATURES_TEST_VIEWS_H_
