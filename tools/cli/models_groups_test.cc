#include "cli/models_groups.h"

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::cli {
namespace {

using Places = std::vector<size_t>;

models::Manifest Model() {
  models::Manifest model;
  model.name = "engagement";
  model.version = 2;
  const auto category = models::FeatureKind::kCategory;
  model.features = {{"Age"},
                    {"Location", category, {"Asia"}},
                    {"Gender", category, {"Female"}},
                    {"Genre", category, {"RPG"}}};
  return model;
}

TEST_CASE("groups are the features that were named, in that order and once") {
  CHECK(*GroupFeatures(Model(), {"Genre", "Location", "Genre"}) == Places{3, 1});
}

TEST_CASE("groups that nobody named are gender and location, where the model has them") {
  CHECK(*GroupFeatures(Model(), {}) == Places{2, 1});
  models::Manifest model = Model();
  model.features.pop_back();
  model.features.pop_back();
  CHECK(*GroupFeatures(model, {}) == Places{1});
  model.features = {{"Gender"}};  // a number
  CHECK(GroupFeatures(model, {})->empty());
}

TEST_CASE("every column that parts nobody is named, with those that do") {
  const absl::Status wrong = GroupFeatures(Model(), {"Gender", "Age", "Height"}).status();
  CHECK(absl::IsInvalidArgument(wrong));
  CHECK(wrong.message() ==
        "--groups Age,Height: expected features of engagement:2 with categories: Gender, Genre, Location");
  models::Manifest model = Model();
  model.features = {{"Age"}};
  CHECK(GroupFeatures(model, {"Age"}).status().message() ==
        "--groups Age: expected features of engagement:2 with categories: it has none");
}

}  // namespace
}  // namespace yachay::cli
