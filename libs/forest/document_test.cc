#include "forest/document.h"

#include <limits>

#include "testing/catch.h"

namespace yachay::forest {
namespace {

using std::string_literals::operator""s;

TEST_CASE("JSON and UBJSON give the same document") {
  const std::string json = R"({"a":[1.5,2],"b":"text"})";
  const std::string ubj = "{U\x01"s + "a[$d#L\0\0\0\0\0\0\0\x02\x3f\xc0\0\0\x40\0\0\0"s + "U\x01"s +
                          "bSL\0\0\0\0\0\0\0\x04text}"s;
  for (const std::string& bytes : {json, ubj}) {
    const auto document = ReadDocument(bytes);
    INFO(document.status());
    REQUIRE(document.ok());
    const Field root(*document, "");
    CHECK(**root.Get("a")->Numbers() == std::vector<double>{1.5, 2});
    CHECK(*root.Get("b")->Text() == "text");
    CHECK_FALSE(root.Has("c"));
  }
}

TEST_CASE("a field of the wrong kind is named with its path") {
  const auto document = ReadDocument(R"({"a":{"b":[{"c":1}]}})");
  REQUIRE(document.ok());
  const Field item = Field(*document, "").Get("a")->Get("b")->Items()->front();
  CHECK(item.Get("c")->Text().status().message() == "model file: field 'a.b[0].c' is not a string");
  CHECK(item.Get("d").status().message() == "model file: no field 'a.b[0].d'");
}

TEST_CASE("NaN and Infinity are read as XGBoost writes them") {
  const auto document = ReadDocument(R"({"a \" NaN":[NaN,-Infinity,Infinity,2],"b":"NaN"})");
  INFO(document.status());
  REQUIRE(document.ok());
  const Field root(*document, "");
  const Value::Numbers& numbers = **root.Get("a \" NaN")->Numbers();
  REQUIRE(numbers.size() == 4);
  CHECK(numbers[0] != numbers[0]);
  CHECK(static_cast<float>(numbers[1]) == -std::numeric_limits<float>::infinity());
  CHECK(static_cast<float>(numbers[2]) == std::numeric_limits<float>::infinity());
  CHECK(numbers[3] == 2);
  CHECK(*root.Get("b")->Text() == "NaN");
}

TEST_CASE("depth is limited") {
  CHECK_FALSE(ReadDocument("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}").ok());
  std::string ubj = "{U\x01"s + "a"s + std::string(100000, '[');
  CHECK_FALSE(ReadDocument(ubj).ok());
}

TEST_CASE("a few bytes cannot claim many values") {
  const std::string trues = "{U\x01"s + "a[$T#L\x7f\xff\xff\xff\xff\xff\xff\xff"s + "}"s;
  CHECK_FALSE(ReadDocument(trues).ok());
  const std::string floats = "{U\x01"s + "a[$d#L\x7f\xff\xff\xff\xff\xff\xff\xff"s + "}"s;
  CHECK_FALSE(ReadDocument(floats).ok());
}

TEST_CASE("what is neither format is an error") {
  CHECK_FALSE(ReadDocument("").ok());
  CHECK_FALSE(ReadDocument("xgboost").ok());
  CHECK_FALSE(ReadDocument("{\"a\":[1,\"b\"]}").ok());
}

}  // namespace
}  // namespace yachay::forest
