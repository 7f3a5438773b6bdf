#include "models/other_views.h"

#include "testing/catch.h"

namespace yachay::models {
namespace {

TEST_CASE("a model takes the views that it was trained on, and no others") {
  Manifest manifest;
  CHECK(OtherViews(manifest, ViewHashes{{"engagement", "aa"}}).empty());
  manifest.views = {{"engagement", 2, "aa"}, {"device", 1, "bb"}};
  CHECK(OtherViews(manifest, ViewHashes{{"engagement", "aa"}, {"device", "bb"}, {"more", "cc"}}).empty());
  CHECK(OtherViews(manifest, ViewHashes{{"engagement", "ab"}, {"device", "bb"}}) ==
        "view \"engagement\": trained on aa (version 2), here ab");
  CHECK(OtherViews(manifest, ViewHashes{{"engagement", "aa"}}) ==
        "view \"device\": trained on bb (version 1), here another view gives the features");
}

TEST_CASE("the version that an owner tells does not count, the definition does") {
  Manifest manifest;
  manifest.views = {{"engagement", 2, "aa"}};
  CHECK(OtherViews(manifest, std::vector<FeatureView>{{"engagement", 3, "aa"}}).empty());
  CHECK(OtherViews(manifest, std::vector<FeatureView>{{"engagement", 2, "ab"}}) ==
        "view \"engagement\": trained on aa (version 2), here ab");
}

}  // namespace
}  // namespace yachay::models
