#include "training/table_reader.h"

#include <cmath>

#include "testing/catch.h"

namespace yachay::training {
namespace {

const InferOptions kOptions = {.id = "id", .target = "level", .min_rows_per_class = 1};

CsvTable Table(std::string_view text) {
  auto table = CsvTable::Parse(std::string(text), "f.csv");
  REQUIRE(table.ok());
  return *std::move(table);
}

const char* const kText =
    "id,age,gender,level\n"
    "a,10,Male,Low\n"
    "b,,Female,High\n"
    "c,12.5,NA,Low\n";

TEST_CASE("the schema follows from the cells") {
  const auto schema = InferSchema(Table(kText), kOptions);
  INFO(schema.status());
  REQUIRE(schema.ok());
  CHECK(schema->classes == std::vector<std::string>{"High", "Low"});
  CHECK(schema->features == std::vector<models::Feature>{
                                {"age"}, {"gender", models::FeatureKind::kCategory, {"Female", "Male"}}});
}

TEST_CASE("cells become floats; missing ones NaN, and they are counted") {
  const CsvTable table = Table(kText);
  const auto data = ReadTable(table, *InferSchema(table, kOptions), Target::kRequired);
  REQUIRE(data.ok());
  CHECK(data->ids == std::vector<std::string>{"a", "b", "c"});
  CHECK(data->labels == std::vector<int>{1, 0, 1});
  CHECK(data->row(0)[0] == 10.0F);
  CHECK(data->row(0)[1] == 1.0F);
  CHECK(std::isnan(data->row(1)[0]));
  CHECK(std::isnan(data->row(2)[1]));
  CHECK(data->cleaning.missing_cells == 2);
}

TEST_CASE("columns are found by name, in any order, and others are ignored") {
  const auto schema = InferSchema(Table(kText), kOptions);
  const auto data = ReadTable(Table("x,gender,age,id\n1,Male,3,z\n"), *schema, Target::kIfPresent);
  REQUIRE(data.ok());
  CHECK(data->row(0)[0] == 3.0F);
  CHECK(data->row(0)[1] == 1.0F);
  CHECK(data->labels[0] == -1);
}

TEST_CASE("what does not fit is named by file, line, column") {
  const auto schema = InferSchema(Table(kText), kOptions);
  const struct {
    const char* text;
    Target target;
    const char* message;
  } cases[] = {
      {"id,age,gender,level\na,old,Male,Low\n", Target::kRequired,
       "f.csv:2:2 (age): got 'old', expected a finite number"},
      {"id,age,gender,level\na,1,Male,Middle\n", Target::kIfPresent,
       "f.csv:2:4 (level): unknown class 'Middle', expected one of High, Low"},
      {"id,age,level\na,1,Low\n", Target::kRequired,
       "f.csv:1:4 (gender): the column 'gender' is missing; the header has id, age, level"},
      {"age,gender\n1,Male\n", Target::kIfPresent,
       "f.csv:1:3 (id): the column 'id' is missing; the header has age, gender"},
      {"id,age,gender\na,1,Male\n", Target::kRequired,
       "f.csv:1:4 (level): the column 'level' is missing; the header has id, age, gender"},
      {"id,age,gender,level\na,1,Male,\n", Target::kRequired,
       "f.csv:2:4 (level): no row has a target; expected one of High, Low"},
  };
  for (const auto& c : cases) {
    const auto data = ReadTable(Table(c.text), *schema, c.target);
    REQUIRE_FALSE(data.ok());
    CHECK(data.status().message() == c.message);
  }
}

TEST_CASE("a category that was never seen is missing and counted, no error") {
  const auto schema = InferSchema(Table(kText), kOptions);
  const auto data = ReadTable(Table("id,age,gender\na,1,Other\nb,2,Male\n"), *schema, Target::kIfPresent);
  REQUIRE(data.ok());
  CHECK(std::isnan(data->row(0)[1]));
  CHECK(data->cleaning.unseen_categories == 1);
}

TEST_CASE("rows without a target are dropped where one is needed") {
  const auto schema = InferSchema(Table(kText), kOptions);
  const CsvTable table = Table("id,age,gender,level\na,1,Male,\nb,2,Male,Low\n");
  const auto training = ReadTable(table, *schema, Target::kRequired);
  CHECK(training->ids == std::vector<std::string>{"b"});
  CHECK(training->values.size() == 2);
  CHECK(training->cleaning.rows_without_target == 1);
  CHECK(ReadTable(table, *schema, Target::kIfPresent)->rows() == 2);
}

TEST_CASE("equal rows are dropped, equal ids are counted") {
  const auto schema = InferSchema(Table(kText), kOptions);
  auto data = ReadTable(Table("id,age,gender,level\na,1,Male,Low\na,1,Male,Low\na,2,Male,Low\n"), *schema,
                        Target::kRequired);
  DropDuplicates(*data);
  CHECK(data->rows() == 2);
  CHECK(data->cleaning.duplicate_rows == 1);
  CHECK(data->cleaning.duplicate_ids == 1);
}

TEST_CASE("one text among many numbers stays a number column, so that it is an error") {
  std::string text = "id,age,level\n";
  for (int i = 0; i < 20; ++i)
    text += std::to_string(i) + "," + (i == 7 ? "x" : "3") + (i % 2 ? ",Low\n" : ",High\n");
  const CsvTable table = Table(text);
  const auto schema = InferSchema(table, kOptions);
  REQUIRE(schema.ok());
  CHECK(ReadTable(table, *schema, Target::kRequired).status().message() ==
        "f.csv:9:2 (age): got 'x', expected a finite number");
}

TEST_CASE("what cannot be learned from is refused") {
  const auto error = [](std::string_view text, InferOptions options) {
    return std::string(InferSchema(Table(text), options).status().message());
  };
  InferOptions options = kOptions;
  CHECK(error("id,age\na,1\n", options) ==
        "f.csv:1:3 (level): the column 'level' is missing; the header has id, age");
  CHECK(error("id,age,level\na,1,Low\n", options) ==
        "f.csv:2:3 (level): expected at least two classes to learn, got 1");
  CHECK(error("id,age,level\na,,Low\nb,,High\n", options).starts_with("f.csv:2:2 (age): no row has a value"));
  options.max_categories = 1;
  CHECK(error("id,name,level\na,x,Low\nb,y,High\n", options)
            .starts_with("f.csv:2:2 (name): text with more than 1"));
  options.min_rows_per_class = 2;
  CHECK(error("id,age,level\na,1,Low\nb,1,Low\nc,1,High\nd,1,High\ne,1,Hihg\n", options) ==
        "f.csv:6:3 (level): unknown class 'Hihg' (1 rows), expected one of High, Low");
}

TEST_CASE("classes keep the order that was asked for") {
  InferOptions options = kOptions;
  options.classes = {"Low", "High"};
  CHECK(InferSchema(Table(kText), options)->classes == options.classes);
  options.classes = {"Low", "Medium"};
  CHECK(InferSchema(Table(kText), options).status().message() ==
        "f.csv:3:4 (level): unknown class 'High' (1 rows), expected one of Low, Medium");
}

}  // namespace
}  // namespace yachay::training
