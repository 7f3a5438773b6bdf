// What an export has finished, partition by partition, kept beside its output until it is whole.
#ifndef TOOLS_CLI_FEATURES_PARTS_H_
#define TOOLS_CLI_FEATURES_PARTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yachay::cli {

// Finished lines by label.
using Lines = std::map<std::size_t, std::string>;

// The rows of one partition as they were when the log ended at `next_offset`.
struct Part {
  std::int64_t next_offset = 0;
  Lines lines;
};

// The folder OUT.parts. Not thread-safe, and one export at a time.
class Parts {
 public:
  explicit Parts(const std::string& out) : folder_(out + ".parts") {}

  // Forgets what an export of another `about` left there. INVALID_ARGUMENT: cannot write there.
  absl::Status Open(const std::string& about);
  absl::StatusOr<Part> Read(std::int32_t partition) const;  // NOT_FOUND, DATA_LOSS
  absl::Status Write(std::int32_t partition, const Part& part) const;
  void Remove() const;

 private:
  std::string Path(std::int32_t partition) const;

  const std::string folder_;
};

}  // namespace yachay::cli

#endif  // TOOLS_CLI_FEATURES_PARTS_H_
