#include "training/csv.h"

#include "testing/catch.h"

namespace yachay::training {
namespace {

using std::string_literals::operator""s;

std::string ErrorOf(std::string_view text, const CsvOptions& options = {}) {
  const auto table = CsvTable::Parse(std::string(text), "f.csv", options);
  REQUIRE_FALSE(table.ok());
  return std::string(table.status().message());
}

TEST_CASE("rows of another length are told and kept where somebody listens") {
  std::vector<std::string> told;
  CsvOptions options;
  options.uneven = [&](size_t row, const std::string& what) {
    told.push_back(std::to_string(row) + ": " + what);
  };
  const auto table = CsvTable::Parse("a,b\n1\n2,3,4,5\n6,7\n", "f.csv", options);
  REQUIRE(table.ok());
  CHECK(told == std::vector<std::string>{"0: the row ends after 1 fields, expected 2 from a to b",
                                         "1: too many fields, expected 2"});
  REQUIRE(table->rows() == 3);
  CHECK((table->at(0, 1).empty() && table->at(1, 1) == "3" && table->at(2, 0) == "6"));
  CHECK(table->line(2) == 4);
}

TEST_CASE("fields, quotes, line ends and a byte order mark are read as RFC 4180 says") {
  const auto table =
      CsvTable::Parse("\xEF\xBB\xBFid,text\r\n1,\"a \"\"b\"\", c\"\r\n\r\n2,\"two\nlines\"\n3,", "f.csv");
  INFO(table.status());
  REQUIRE(table.ok());
  CHECK(table->columns() == std::vector<std::string>{"id", "text"});
  REQUIRE(table->rows() == 3);
  CHECK(table->at(0, 1) == "a \"b\", c");
  CHECK(table->at(1, 1) == "two\nlines");
  CHECK(table->at(2, 1).empty());
  CHECK(table->Where(2, 1) == "f.csv:6:2 (text)");
}

TEST_CASE("views stay valid after a move") {
  auto table = CsvTable::Parse("a\nx\n", "f.csv");
  REQUIRE(table.ok());
  const CsvTable moved = *std::move(table);
  CHECK(moved.at(0, 0) == "x");
}

TEST_CASE("another separator") {
  const auto table = CsvTable::Parse("a\tb\n1,5\t2\n", "f.tsv", {.separator = '\t'});
  REQUIRE(table.ok());
  CHECK(table->at(0, 0) == "1,5");
}

TEST_CASE("errors say file, line, column and what was expected") {
  CHECK(ErrorOf("") == "f.csv:1:1: the file is empty, expected a header with the names of the columns");
  CHECK(CsvTable::Parse("a,b\n", "f.csv", {.empty_ok = true})->rows() == 0);
  CHECK(ErrorOf("a,b\n") == "f.csv:2:1 (a): the file ends after the header, expected at least one row");
  CHECK(ErrorOf("a,b,c\n1,2,3\n4\n") == "f.csv:3:2 (b): the row ends after 1 fields, expected 3 from a to c");
  CHECK(ErrorOf("a,b\n1,2,3\n") == "f.csv:2:3: too many fields, expected 2");
  CHECK(ErrorOf("a,b\n1,\"2\n3,4\n") ==
        "f.csv:2:2 (b): a quoted field that never ends, expected a closing quote");
  CHECK(ErrorOf("a,b\n\"1\"x,2\n").starts_with("f.csv:2:1 (a): text after the closing quote"));
  CHECK(ErrorOf("a,b\n1\"x,2\n").starts_with("f.csv:2:1 (a): a quote inside a field"));
  CHECK(ErrorOf("a,,c\n1,2,3\n").starts_with("f.csv:1:2: a column without a name"));
  CHECK(ErrorOf("a,b,a\n1,2,3\n") == "f.csv:1:3: a second column named 'a'");
  CHECK(ErrorOf("a\nx\0y\n"s).starts_with("f.csv:2:1 (a): a zero byte"));
}

TEST_CASE("limits") {
  CHECK(ErrorOf("a,b,c\n1,2,3\n", {.max_columns = 2}) == "f.csv:1:3: expected at most 2 columns");
  CHECK(ErrorOf("a\n12345\n", {.max_field_bytes = 4}).starts_with("f.csv:2:1 (a): a field of 5 bytes"));
  CHECK(ErrorOf("a\n12345\n", {.max_bytes = 4}) == "f.csv: 8 bytes, expected at most 4");
}

TEST_CASE("a file that is not there, and a column that is not there") {
  CHECK(absl::IsNotFound(CsvTable::Read("nowhere.csv").status()));
  const auto table = CsvTable::Parse("a,b\n1,2\n", "f.csv");
  CHECK(table->Require("c").status().message() ==
        "f.csv:1:3 (c): the column 'c' is missing; the header has a, b");
}

TEST_CASE("numbers are finite and whole cells") {
  CHECK(ParseNumber("1.5") == 1.5);
  CHECK(ParseNumber(" -2e3 ") == -2000.0);
  CHECK(ParseNumber("+7") == 7.0);
  CHECK(ParseNumber("0042") == 42.0);
  CHECK(ParseNumber("999999999") == 999999999.0);
  CHECK(ParseNumber("4294967296") == 4294967296.0);
  for (const char* text : {"", "abc", "1,5", "1 2", "inf", "nan", "0x10", "1e999", "+-3", "--1"}) {
    INFO(text);
    CHECK_FALSE(ParseNumber(text).has_value());
  }
}

TEST_CASE("the fingerprint is the SHA-256 of the bytes") {
  const auto table = CsvTable::Parse("a\n1\n", "f.csv");
  CHECK(table->fingerprint() == "sha256:309b0e45a73d3fc5325e2b6ed0a01ef8b9cde6b05a5633c1f893f970d52bfddc");
}

TEST_CASE("a later part of a file keeps the file's line numbers") {
  const auto part = CsvTable::Parse("a,b\n1,2\n3,4\n", "f.csv", {.first_line = 1000, .fingerprint = false});
  REQUIRE(part.ok());
  CHECK(part->Where(1, 0) == "f.csv:1001:1 (a)");
  CHECK(part->fingerprint().empty());
  CHECK(CsvTable::Parse("a,b\n1\n", "f.csv", {.first_line = 7}).status().message().find("f.csv:7:2 (b)") ==
        0);
}

}  // namespace
}  // namespace yachay::training
