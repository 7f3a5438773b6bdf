#include "core/feature_services.h"

#include "core/definitions.h"
#include "testing/catch.h"

namespace yachay::feature_store {
namespace {

std::string Refusal(const std::string& text) {
  static const auto definitions = LoadDefinitions("", "");
  return std::string(ParseFeatureServices({{"f.yaml", text}}, definitions->views).status().message());
}

}  // namespace

TEST_CASE("the feature services compiled in can all be served") {
  const auto definitions = LoadDefinitions("", "");
  REQUIRE(definitions.ok());
  CHECK(definitions->services.size() == DefaultFeatureServices().size());
  REQUIRE(definitions->services.contains("engagement_v1"));
  REQUIRE(definitions->services.contains("recommendation_v1"));
  CHECK(definitions->views.Resolve(definitions->services.at("engagement_v1").features)->size() == 11);
}

TEST_CASE("a feature service that cannot be served is refused with its place") {
  const std::string head = "name: a\nowner: o\ndescription: d\n";
  CHECK(Refusal(head + "features: [\"engagement:Age\"]") == "");
  CHECK(Refusal(head + "features:\n  - engagement:Shoe").find("f.yaml:5:5: ") == 0);
  CHECK(Refusal(head + "features: []").find("f.yaml:4:11: expected a list") == 0);
  CHECK(Refusal(head).find("missing key \"features\"") != std::string::npos);
  CHECK(Refusal(head + "features: [x]\nowners: b").find("f.yaml:5:1: unknown key \"owners\"") == 0);
  CHECK(Refusal("[").find("f.yaml:") == 0);
  CHECK_FALSE(LoadDefinitions("", "", "no-such-folder").ok());
}

}  // namespace yachay::feature_store
