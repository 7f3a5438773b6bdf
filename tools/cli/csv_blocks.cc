#include "cli/csv_blocks.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace yachay::cli {
namespace {

constexpr size_t kMaxBlock = size_t{64} << 20;

// The length of the whole records at the front of `text`: up to its last (or first) line end outside quotes.
size_t WholeRecords(const std::string& text, bool first_only) {
  size_t end = 0;
  if (!first_only && text.find('"') == std::string::npos) {
    const size_t last = text.rfind('\n');
    return last == std::string::npos ? 0 : last + 1;
  }
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] != '\n' || quoted) continue;
    end = i + 1;
    if (first_only) break;
  }
  return end;
}

bool IsBlank(const std::string& text, size_t from) {
  return text.find_first_not_of("\r\n ", from) == std::string::npos;
}

size_t LinesIn(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

absl::StatusOr<training::CsvTable> CsvBlock::Parse() && {
  return training::CsvTable::Parse(std::move(text), std::move(name),
                                   {.first_line = first_line, .fingerprint = false});
}

absl::StatusOr<CsvBlocks> CsvBlocks::Open(const std::string& path, size_t block_bytes) {
  CsvBlocks blocks;
  blocks.path_ = path;
  blocks.block_bytes_ = std::max<size_t>(block_bytes, 1);
  blocks.file_.open(path, std::ios::binary);
  if (!blocks.file_) return absl::NotFoundError(absl::StrCat(path, ": cannot open; expected a CSV file"));
  while (WholeRecords(blocks.pending_, true) == 0 && blocks.pending_.size() < kMaxBlock && blocks.Fill()) {
  }
  const size_t header = WholeRecords(blocks.pending_, true);
  if (header == 0 ||
      IsBlank(blocks.pending_, 0)) {  // no line end at all: the parser knows what is wrong with it
    const auto table = training::CsvTable::Parse(blocks.pending_, path);
    return table.ok() ? absl::InvalidArgumentError(absl::StrCat(path, ":1: the header never ends"))
                      : table.status();
  }
  blocks.header_ = blocks.pending_.substr(0, header);
  blocks.pending_.erase(0, header);
  blocks.offset_ = header;
  blocks.line_ += LinesIn(blocks.header_);
  return blocks;
}

bool CsvBlocks::Fill() {
  const size_t before = pending_.size();
  pending_.resize(before + block_bytes_);
  file_.read(pending_.data() + before, static_cast<std::streamsize>(block_bytes_));
  pending_.resize(before + static_cast<size_t>(file_.gcount()));
  return file_.gcount() > 0;
}

absl::StatusOr<std::optional<CsvBlock>> CsvBlocks::Next() {
  while (true) {
    bool more = pending_.size() >= block_bytes_ || Fill();
    size_t end = WholeRecords(pending_, false);
    while (end == 0 && more && pending_.size() < kMaxBlock) {
      more = Fill();
      end = WholeRecords(pending_, false);
    }
    if (file_.bad()) return absl::UnavailableError(absl::StrCat(path_, ": cannot read"));
    if (end == 0) end = pending_.size();  // the last line without an end, or a quote that never closes
    if (end == 0) break;
    CsvBlock block{path_, absl::StrCat(header_, pending_.substr(0, end)), line_, offset_ + end, line_};
    block.end_line += LinesIn(block.text) - LinesIn(header_);
    pending_.erase(0, end);
    offset_ = block.end;
    line_ = block.end_line;
    if (IsBlank(block.text, header_.size())) continue;
    any_ = true;
    return std::optional<CsvBlock>(std::move(block));
  }
  if (any_) return std::optional<CsvBlock>();
  return training::CsvTable::Parse(header_, path_).status();
}

void CsvBlocks::Skip(uint64_t end, size_t end_line) {
  file_.clear();
  file_.seekg(static_cast<std::streamoff>(end));
  pending_.clear();
  offset_ = end;
  line_ = end_line;
  any_ = true;
}

}  // namespace yachay::cli
