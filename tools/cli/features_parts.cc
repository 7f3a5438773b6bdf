#include "cli/features_parts.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "cli/features_rows.h"
#include "features/bytes.h"

namespace yachay::cli {
namespace {

// Of the files of parts: those of another form are made anew.
constexpr char kForm[] = "2\n";

std::string Pack(const Part& part) {
  features::ByteWriter out;
  out.Signed(part.next_offset);
  out.Unsigned(part.lines.size());
  for (const auto& [label, line] : part.lines) {
    out.Unsigned(label);
    out.Text(line);
  }
  return std::move(out).bytes();
}

}  // namespace

absl::Status Parts::Open(const std::string& about) {
  const auto kept = ReadWhole(folder_ + "/about.gz");
  if (kept.ok() && *kept == kForm + about) return absl::OkStatus();
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
  std::filesystem::create_directories(folder_, error);
  return WriteWhole(folder_ + "/about.gz", kForm + about);
}

absl::StatusOr<Part> Parts::Read(std::int32_t partition) const {
  const auto bytes = ReadWhole(Path(partition));
  if (!bytes.ok()) return bytes.status();
  features::ByteReader in(*bytes);
  Part part;
  part.next_offset = in.Signed();
  for (std::size_t n = in.Count(); n > 0 && in.ok(); --n) {
    const std::uint64_t label = in.Unsigned();
    part.lines[label] = std::string(in.Text());
  }
  if (!in.done()) return absl::DataLossError(absl::StrCat(Path(partition), " is damaged"));
  return part;
}

absl::Status Parts::Write(std::int32_t partition, const Part& part) const {
  return WriteWhole(Path(partition), Pack(part));
}

void Parts::Remove() const {
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

std::string Parts::Path(std::int32_t partition) const { return absl::StrCat(folder_, "/", partition, ".gz"); }

}  // namespace yachay::cli
