#include "core/encoding.h"

#include <cmath>
#include <limits>

#include "core/loaded_model.h"
#include "fixture/model_fixture.h"
#include "testing/catch.h"

namespace yachay::inference {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr size_t kAge = 0;
constexpr size_t kGender = 1;
constexpr size_t kLevel = 9;
constexpr size_t kWidth = 11;

std::shared_ptr<const LoadedModel> Model() {
  models::FolderRegistry registry = NewRegistry();
  auto model = LoadedModel::Load(registry, Promote(registry, XgboostModel(3, 2, 5).Candidate("engagement")));
  REQUIRE(model.ok());
  return *model;
}

// Strings and the pointers that a NamedColumn takes.
class Texts {
 public:
  explicit Texts(std::vector<std::string> values) : values_(std::move(values)) {
    for (const std::string& value : values_) pointers_.push_back(&value);
  }
  absl::Span<const std::string* const> span() const { return pointers_; }

 private:
  std::vector<std::string> values_;
  std::vector<const std::string*> pointers_;
};

TEST_CASE("columns in any order land in the model's order, and absent ones are missing") {
  const auto model = Model();
  const std::vector<double> levels{7, kNan};
  const std::vector<double> ages{15, 16};
  const Texts genders({"Male", ""});
  EncodedRows rows;
  const auto violations = EncodeRows(
      *model, {{"PlayerLevel", levels, {}}, {"Gender", {}, genders.span()}, {"Age", ages, {}}}, rows);
  REQUIRE(violations.empty());
  REQUIRE(rows.rows == 2);
  REQUIRE(rows.values.size() == 2 * kWidth);
  CHECK(rows.values[kAge] == 15.0F);
  CHECK(rows.values[kGender] == 1.0F);
  CHECK(rows.values[kLevel] == 7.0F);
  CHECK(rows.values[kWidth + kAge] == 16.0F);
  CHECK(std::isnan(rows.values[kWidth + kGender]));
  CHECK(std::isnan(rows.values[kWidth + kLevel]));
  CHECK(std::isnan(rows.values[2]));
  CHECK(rows.unseen_categories == 0);
}

TEST_CASE("a category that the model never saw is missing, and counted") {
  const auto model = Model();
  const Texts genders({"Male", "?", "", "male"});
  EncodedRows rows;
  REQUIRE(EncodeRows(*model, {{"Gender", {}, genders.span()}}, rows).empty());
  CHECK(rows.unseen_categories == 2);
  CHECK(std::isnan(rows.values[kWidth + kGender]));
  CHECK(rows.values[kGender] == 1.0F);
}

TEST_CASE("every violation is named at once") {
  const auto model = Model();
  const std::vector<double> two{1, 2};
  const std::vector<double> one{1};
  const Texts texts({"a", "b"});
  EncodedRows rows;
  const auto violations = EncodeRows(*model,
                                     {{"Height", two, {}},
                                      {"Age", {}, texts.span()},
                                      {"Gender", two, {}},
                                      {"PlayerLevel", one, {}},
                                      {"Age", two, {}},
                                      {"PlayTimeHours", one, texts.span()}},
                                     rows);
  std::vector<std::string> fields;
  for (const Violation& violation : violations) fields.push_back(violation.field);
  const std::vector<std::string> head(fields.begin(), fields.begin() + 3);
  CHECK(head ==
        std::vector<std::string>{"features.columns[0].name", "features.columns[1]", "features.columns[2]"});
  CHECK(violations[0].description.find("\"Height\" is no feature of the model") == 0);
  CHECK(violations[0].description.find("PlayerLevel") != std::string::npos);
  CHECK(violations[1].description.find("\"Age\" has texts") == 0);
  CHECK(violations[2].description.find("\"Gender\" has numbers") == 0);
  CHECK(std::count(fields.begin(), fields.end(), "features.columns[3]") == 1);
  CHECK(std::count(fields.begin(), fields.end(), "features.columns[4].name") == 1);
  CHECK(violations.back().description.find("both numbers and texts") != std::string::npos);
}

TEST_CASE("no column, no row and too many rows are violations") {
  const auto model = Model();
  EncodedRows rows;
  CHECK(EncodeRows(*model, {}, rows).size() == 1);
  const auto empty = EncodeRows(*model, {{"Age", {}, {}}}, rows);
  REQUIRE(empty.size() == 1);
  CHECK(empty[0].description.find("no row") == 0);
  const std::vector<double> most(kMaxRows, 1.0);
  CHECK(EncodeRows(*model, {{"Age", most, {}}}, rows).empty());
  const std::vector<double> more(kMaxRows + 1, 1.0);
  const auto many = EncodeRows(*model, {{"Age", more, {}}}, rows);
  REQUIRE(many.size() == 1);
  CHECK(many[0].description.find("10001 rows") == 0);
}

}  // namespace
}  // namespace yachay::inference
