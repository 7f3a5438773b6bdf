// Which feature views a file of exported rows came from: FILE.views.json, beside the file.
#ifndef TOOLS_CLI_FEATURES_ORIGIN_H_
#define TOOLS_CLI_FEATURES_ORIGIN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "features/view.h"
#include "models/manifest.h"

namespace yachay::cli {

// The views of `refs`, each once, by name.
std::vector<models::FeatureView> ViewsOf(const std::vector<features::FeatureRef>& refs);

// `bytes`: what the file holds, before compression. INVALID_ARGUMENT: cannot be written.
absl::Status WriteOrigin(const std::string& file, const std::string& bytes,
                         const std::vector<models::FeatureView>& views);

// `fingerprint`: "sha256:…" of the file's rows as they are now. NOT_FOUND: nobody said; FAILED_PRECONDITION:
// it was said of other rows; INVALID_ARGUMENT: not what WriteOrigin writes.
absl::StatusOr<std::vector<models::FeatureView>> ReadOrigin(const std::string& file,
                                                            const std::string& fingerprint);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_FEATURES_ORIGIN_H_
