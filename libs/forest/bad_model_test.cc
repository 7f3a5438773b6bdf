// Files that are no model, are damaged, or hold what is not understood: each is refused with a message that
// names the field; none crashes.
#include <string>

#include "forest/forest.h"
#include "forest/xgboost_judge.h"
#include "testing/catch.h"

namespace yachay::forest {
namespace {

using absl::StatusCode;

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  INFO(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// Replaces the first entry of the first array of this name.
std::string WithFirst(std::string json, const std::string& array, const std::string& entry) {
  const std::string start = "\"" + array + "\":[";
  const size_t at = json.find(start);
  INFO(array);
  REQUIRE(at != std::string::npos);
  const size_t begin = at + start.size();
  return json.replace(begin, json.find_first_of(",]", begin) - begin, entry);
}

struct Bad {
  std::string name;
  std::string bytes;
  StatusCode code;
  std::string message;  // what it must say
};

void CheckRefused(const Bad& bad) {
  const auto forest = Forest::Parse(bad.bytes);
  INFO(bad.name << ": " << forest.status());
  CHECK(forest.status().code() == bad.code);
  CHECK(forest.status().message().find(bad.message) != std::string_view::npos);
}

std::string Trained(std::map<std::string, std::string> settings, size_t categorical = 0) {
  settings.emplace("max_depth", "2");
  const int classes = settings.contains("num_class") ? 3 : 2;
  Rows rows = RandomRows(500, 4, 31);
  for (size_t i = 0; i < rows.values.size(); ++i) {
    if (i % 4 < categorical) rows.values[i] = (rows.values[i] + 5.0F) * 4.0F;
  }
  return Judge(rows, settings, 3, classes, 31, categorical).Bytes("json");
}

TEST_CASE("what is not understood is refused by field and version") {
  const std::string json = Trained({{"objective", "binary:logistic"}});
  const std::string dart =
      Trained({{"objective", "binary:logistic"}, {"booster", "dart"}, {"rate_drop", "0.5"}});
  const StatusCode unimplemented = StatusCode::kUnimplemented;
  const Bad cases[] = {
      {"objective", Replaced(json, "\"name\":\"binary:logistic\"", "\"name\":\"survival:cox\""),
       unimplemented, "'learner.objective.name' is 'survival:cox'"},
      {"gblinear", Replaced(json, "\"name\":\"gbtree\"", "\"name\":\"gblinear\""), unimplemented,
       "'learner.gradient_booster.name' is 'gblinear'"},
      {"two base scores for one output", Replaced(json, "\"5E-1\"", "\"[5E-1,2E-1]\""), unimplemented,
       "'learner.learner_model_param.base_score' is '[5E-1,2E-1]'"},
      {"base score outside (0, 1)", Replaced(json, "\"5E-1\"", "\"1E0\""), unimplemented,
       "base_score' is '1E0'"},
      {"base score that is no number", Replaced(json, "\"5E-1\"", "\"half\""), unimplemented,
       "base_score' is 'half'"},
      {"version of the future", Replaced(json, "\"version\":[1,", "\"version\":[9,"), unimplemented,
       "'version' is '9.7.4', which is not understood (written by XGBoost 9.7.4)"},
      {"vector leaves",
       Replaced(json, "\"num_trees\":\"3\",\"size_leaf_vector\":\"0\"",
                "\"num_trees\":\"3\",\"size_leaf_vector\":\"3\""),
       unimplemented, "size_leaf_vector' is '3'"},
      {"several targets", Replaced(json, "\"num_target\":\"1\"", "\"num_target\":\"2\""), unimplemented,
       "num_target' is '2'"},
      {"absurd number of features",
       Replaced(json, "\"num_feature\":\"4\",\"num_target", "\"num_feature\":\"99999999999\",\"num_target"),
       unimplemented, "num_feature' is '99999999999'"},
      {"a weight too few", Replaced(dart, "\"weight_drop\":[", "\"weight_drop\":[1,"),
       StatusCode::kInvalidArgument, "weight_drop': length differs"},
  };
  for (const Bad& bad : cases) CheckRefused(bad);
  CHECK(Forest::Parse(Replaced(json, "\"5E-1\"", "\"[5E-1]\"")).ok());
}

TEST_CASE("broken trees are refused by the name of the field") {
  const std::string json = Trained({{"objective", "binary:logistic"}});
  const StatusCode invalid = StatusCode::kInvalidArgument;
  const Bad cases[] = {
      {"a tree that bites its own tail", WithFirst(json, "left_children", "0"), invalid,
       "node 0 is reached twice"},
      {"a child outside", WithFirst(json, "left_children", "99"), invalid,
       "node 0 has a child outside the tree"},
      {"a fractional child", WithFirst(json, "right_children", "1.5"), invalid, "node 0 has a child outside"},
      {"columns of different lengths", WithFirst(json, "split_indices", "0,0"), invalid,
       "split_indices': length differs from left_children"},
      {"a feature outside", WithFirst(json, "split_indices", "4"), invalid,
       "node 0 asks for a feature outside"},
      {"a negative feature", WithFirst(json, "split_indices", "-1"), invalid,
       "node 0 asks for a feature outside"},
      {"a condition that is no number", WithFirst(json, "split_conditions", "NaN"), invalid,
       "node 0 has a split condition that is not a number"},
      {"an infinite leaf", WithFirst(WithFirst(json, "left_children", "-1"), "split_conditions", "Infinity"),
       invalid, "node 0 is a leaf whose value is not finite"},
      {"a kind of split that is not known", WithFirst(json, "split_type", "7"), invalid, "split_type 7"},
      {"a categorical split without categories", WithFirst(json, "split_type", "1"), invalid,
       "node 0 is categorical and has no categories"},
      {"a tree of no class", WithFirst(json, "tree_info", "1"), invalid,
       "tree_info': a tree belongs to no class"},
      {"a tree too many in tree_info", WithFirst(json, "tree_info", "0,0"), invalid,
       "tree_info': length differs from the number of trees"},
      {"trees that are numbers", Replaced(json, "\"trees\":[{", "\"trees\":[1,{"), invalid, "mixes numbers"},
      {"a missing field", Replaced(json, "\"left_children\"", "\"left_kids\""), invalid,
       "no field 'learner.gradient_booster.model.trees[0].left_children'"},
      {"classes without softmax", Replaced(json, "\"num_class\":\"0\"", "\"num_class\":\"3\""), invalid,
       "num_class does not fit the objective"},
      {"a text where numbers belong", Replaced(json, "\"tree_info\":[0,0,0]", "\"tree_info\":\"0\""), invalid,
       "'learner.gradient_booster.model.tree_info' is not an array of numbers"},
  };
  for (const Bad& bad : cases) CheckRefused(bad);
}

TEST_CASE("broken categories are refused") {
  const std::string json =
      Trained({{"objective", "binary:logistic"}, {"tree_method", "hist"}, {"max_cat_to_onehot", "1"}}, 4);
  REQUIRE(Forest::Parse(json).ok());
  const StatusCode invalid = StatusCode::kInvalidArgument;
  const Bad cases[] = {
      {"a negative category", WithFirst(json, "categories", "-3"), invalid,
       "a category is not a whole number"},
      {"a category that would claim memory", WithFirst(json, "categories", "2000000000"), invalid,
       "a category is not a whole number below 65536"},
      {"a set outside the categories", WithFirst(json, "categories_sizes", "100000"), invalid,
       "points outside the tree or its categories"},
      {"a set of no node", WithFirst(json, "categories_nodes", "12345"), invalid, "points outside the tree"},
      {"a set too few", WithFirst(json, "categories_segments", "0,0"), invalid,
       "categories_nodes': length differs"},
  };
  for (const Bad& bad : cases) CheckRefused(bad);
}

TEST_CASE("files that are no model are refused") {
  const StatusCode invalid = StatusCode::kInvalidArgument;
  const Bad cases[] = {
      {"an empty file", "", invalid, "model file is empty"},
      {"spaces", "   \n", invalid, "model file is not whole"},
      {"a picture", std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16), invalid, "model file is not whole"},
      {"XGBoost's old binary format", std::string("binf\0\0\0\x3f", 8), invalid, "model file is not whole"},
      {"a list", "[1,2,3]", invalid, ""},
      {"another JSON", R"({"name":"churn","version":"2"})", invalid, "'version' is not an array of numbers"},
      {"a manifest", R"({"model":"churn"})", invalid, "no field 'version'"},
      {"only a version", R"({"version":[1,7,4]})", invalid, "no field 'learner'"},
      {"a page of a proxy", "<html><body>404</body></html>", invalid, "model file is not whole"},
      {"LightGBM's text", "tree\nversion=v3\nnum_class=1\n", invalid, "model file is not whole"},
      {"a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\n", invalid,
       "model file is not whole"},
  };
  for (const Bad& bad : cases) CheckRefused(bad);
}

TEST_CASE("truncated and corrupted bytes are errors or forests, never a crash") {
  const Rows rows = RandomRows(300, 4, 41);
  const Judge judge(rows, {{"objective", "multi:softprob"}, {"num_class", "3"}, {"max_depth", "2"}}, 2, 3,
                    41);
  const std::vector<float> row = {1, 2, 3, 4};
  for (const std::string format : {"ubj", "json"}) {
    const std::string bytes = judge.Bytes(format);
    for (size_t size = 0; size < bytes.size(); ++size)
      REQUIRE_FALSE(Forest::Parse(bytes.substr(0, size)).ok());
    std::mt19937 random(5);
    for (size_t at = 0; at < bytes.size(); ++at) {
      std::string broken = bytes;
      broken[at] = static_cast<char>(broken[at] ^ (1 << random() % 8));
      const auto forest = Forest::Parse(broken);
      if (!forest.ok() || forest->num_features() != row.size()) continue;
      std::vector<float> out(forest->num_outputs());
      forest->Predict(row, absl::MakeSpan(out));
    }
  }
}

}  // namespace
}  // namespace yachay::forest
