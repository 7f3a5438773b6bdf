#include "cli/csv_blocks.h"

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::cli {
namespace {

std::string File(const std::string& text) {
  std::ofstream("blocks.csv", std::ios::binary) << text;
  return "blocks.csv";
}

// Every cell of all blocks with the line where its row begins.
std::string Cells(const std::string& path, size_t block_bytes) {
  auto blocks = CsvBlocks::Open(path, block_bytes);
  if (!blocks.ok()) return std::string(blocks.status().message());
  std::ostringstream out;
  while (true) {
    auto block = blocks->Next();
    if (!block.ok()) return std::string(block.status().message());
    if (!block->has_value()) return out.str();
    const auto table = std::move(**block).Parse();
    if (!table.ok()) return std::string(table.status().message());
    for (size_t r = 0; r < table->rows(); ++r) {
      out << table->line(r) << ":";
      for (size_t c = 0; c < table->columns().size(); ++c) out << table->at(r, c) << "|";
    }
  }
}

TEST_CASE("blocks of any size give the rows and lines of the whole file") {
  const std::string path = File("a,\"b\nb\"\n1,2\r\n\"x\ny\",\"say \"\"hi\"\"\"\n\n\n3,\n5,6");
  const std::string whole = Cells(path, 1 << 20);
  CHECK(whole == "3:1|2|4:x\ny|say \"hi\"|8:3||9:5|6|");
  for (size_t bytes = 1; bytes < 60; ++bytes) CHECK(Cells(path, bytes) == whole);
}

TEST_CASE("what is wrong keeps its line, whatever the block") {
  for (const size_t bytes : {1, 7, 1000}) {
    CHECK(Cells(File("a,b\n1,2\n3\n"), bytes) ==
          "blocks.csv:3:2 (b): the row ends after 1 fields, expected 2 from a to b");
    CHECK(
        Cells(File("a,b\n1,2\n\"3,4\n"), bytes).find("blocks.csv:3:1 (a): a quoted field that never ends") ==
        0);
    CHECK(Cells(File("a,b\n"), bytes).find("blocks.csv:2:1 (a): the file ends after the header") == 0);
    CHECK(Cells(File("a,b"), bytes).find("blocks.csv:2:1 (a): the file ends after the header") == 0);
    CHECK(Cells(File("\n \n"), bytes).find("blocks.csv:1:1: the file is empty") == 0);
    CHECK(Cells(File(""), bytes).find("blocks.csv:1:1: the file is empty") == 0);
  }
  CHECK(absl::IsNotFound(CsvBlocks::Open("nowhere.csv", 10).status()));
}

TEST_CASE("a block's end is where another reading continues") {
  std::string text = "a,b\n";
  for (int i = 0; i < 100; ++i) absl::StrAppend(&text, i, ",x\n");
  const std::string path = File(text);
  auto first = CsvBlocks::Open(path, 64);
  const auto block = first->Next();
  auto second = CsvBlocks::Open(path, 64);
  second->Skip((*block)->end, (*block)->end_line);
  const auto rest = [](CsvBlocks& blocks) {
    std::string lines;
    for (auto one = blocks.Next(); one.ok() && one->has_value(); one = blocks.Next())
      absl::StrAppend(&lines, (*one)->first_line == 0 ? "?" : "", (*one)->text.substr(4));
    return lines;
  };
  const std::string expected = rest(*first);
  CHECK(rest(*second) == expected);
  CHECK((*block)->text.substr(4) + expected == text.substr(4));
}

}  // namespace
}  // namespace yachay::cli
