// Where the files of a registry are, and which names they may have.
#ifndef MODELS_LAYOUT_H_
#define MODELS_LAYOUT_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/ledger.h"

namespace yachay::models {

inline constexpr char kManifestFile[] = "manifest.json";
inline constexpr char kGoldenFile[] = "golden.json";

bool IsPlainName(std::string_view name);
// InvalidArgument, naming `what`, unless the name can be a folder or a file and nothing else.
absl::Status CheckName(std::string_view what, std::string_view name);

// A positive number without leading zeros.
std::optional<int> ParseVersion(std::string_view text);

// Where one model's files are.
struct Paths {
  std::string model, versions, ledger, aliases, lock;
};
Paths PathsOf(const std::string& directory, std::string_view model);

// Empty when there is no ledger yet.
absl::StatusOr<Ledger> ReadLedger(const std::string& path);

}  // namespace yachay::models

#endif  // MODELS_LAYOUT_H_
