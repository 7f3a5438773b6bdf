// A CSV file of any size, a block of whole records at a time.
//
//   auto blocks = CsvBlocks::Open("learners.csv", 1 << 20);
//   while (true) {
//     auto block = blocks->Next();                       // an error, a block, or the end
//     if (!block.ok() || !block->has_value()) break;
//     auto table = std::move(**block).Parse();                   // may run on another thread
//   }
//
// Holds one block in memory. Errors as CsvTable's, with the file's own line numbers.
#ifndef CLI_CSV_BLOCKS_H_
#define CLI_CSV_BLOCKS_H_

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "training/csv.h"

namespace yachay::cli {

struct CsvBlock {
  std::string name;       // of the file
  std::string text;       // the header, then whole records
  size_t first_line = 0;  // of the first record
  uint64_t end = 0;       // offset in the file behind the block
  size_t end_line = 0;    // line that begins there

  absl::StatusOr<training::CsvTable> Parse() &&;  // gives the text away
};

class CsvBlocks {
 public:
  // NotFound when there is no such file; InvalidArgument when it is empty. `block_bytes` is about the size of
  // a block; a record that is longer makes its block longer, up to 64 MiB.
  static absl::StatusOr<CsvBlocks> Open(const std::string& path, size_t block_bytes);

  // The next block that has a record; nullopt at the end of the file. A file without any record is
  // InvalidArgument.
  absl::StatusOr<std::optional<CsvBlock>> Next();
  // Continues at a block's `end` and `end_line`.
  void Skip(uint64_t end, size_t end_line);

  const std::string& header() const { return header_; }

 private:
  CsvBlocks() = default;
  bool Fill();

  std::string path_;
  std::ifstream file_;
  size_t block_bytes_ = 0;
  std::string header_;   // with its line end
  std::string pending_;  // read, not yet given
  uint64_t offset_ = 0;  // in the file, of pending_'s first byte
  size_t line_ = 1;
  bool any_ = false;
};

}  // namespace yachay::cli

#endif  // CLI_CSV_BLOCKS_H_
