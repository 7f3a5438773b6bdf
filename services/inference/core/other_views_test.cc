#include "core/other_views.h"

#include "testing/catch.h"

namespace yachay::inference {
namespace {

TEST_CASE("a model takes the views that it was trained on, and no others") {
  models::Manifest manifest;
  CHECK(OtherViews(manifest, {{"engagement", "aa"}}).empty());
  manifest.views = {{"engagement", 2, "aa"}, {"device", 1, "bb"}};
  CHECK(OtherViews(manifest, {{"engagement", "aa"}, {"device", "bb"}, {"more", "cc"}}).empty());
  CHECK(OtherViews(manifest, {{"engagement", "ab"}, {"device", "bb"}}) ==
        "view \"engagement\": trained on aa (version 2), served ab");
  CHECK(OtherViews(manifest, {{"engagement", "aa"}}) ==
        "view \"device\": trained on bb (version 1), served by another view");
}

}  // namespace
}  // namespace yachay::inference
