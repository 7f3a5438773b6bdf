// What a registry needs of MLflow's REST API: JSON calls, and files through its artifact proxy.
//
//   Rest rest("http://127.0.0.1:5000", {});
//   auto model = rest.Get("registered-models/get", {{"name", "engagement"}});
//
// Errors start with the server's address and the call: NotFound (RESOURCE_DOES_NOT_EXIST), AlreadyExists,
// InvalidArgument (INVALID_PARAMETER_VALUE), PermissionDenied (401, 403), Unavailable (5xx, nobody answers),
// FailedPrecondition (no MLflow answers there), DataLoss (its answer is not understood), Unimplemented (files
// that do not go through the proxy), those of HttpClient. Thread-safe.
#ifndef MLFLOW_REST_H_
#define MLFLOW_REST_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "mlflow/http.h"

namespace yachay::mlflow {

using Json = nlohmann::json;
using Query = std::vector<std::pair<std::string, std::string>>;

class Rest {
 public:
  // `base` without a slash at its end.
  Rest(std::string base, HttpOptions options) : base_(std::move(base)), http_(std::move(options)) {}

  const std::string& base() const { return base_; }

  // `call` such as "runs/get".
  absl::StatusOr<Json> Get(std::string_view call, const Query& query) const;
  absl::StatusOr<Json> Post(std::string_view call, const Json& body) const;
  // For calls that may be repeated: tried again after a 5xx too.
  absl::StatusOr<Json> PostAgain(std::string_view call, const Json& body) const;

  // `root` is an artifact URI, such as "mlflow-artifacts:/1/<run>/artifacts"; `file` a plain name.
  absl::StatusOr<std::string> ReadArtifact(const std::string& root, std::string_view file) const;
  absl::Status WriteArtifact(const std::string& root, std::string_view file, std::string content) const;

 private:
  absl::StatusOr<Json> Call(std::string_view call, const HttpRequest& request) const;
  absl::Status ToStatus(std::string_view call, const HttpResponse& response) const;
  absl::StatusOr<std::string> ArtifactUrl(const std::string& root, std::string_view file) const;

  const std::string base_;
  const HttpClient http_;
};

// A field of an answer, by its path "a.b.c"; "" when it is absent or not a text.
std::string TextAt(const Json& json, std::string_view path);
// A list of an answer by its key; empty when it is absent.
std::vector<Json> ListAt(const Json& json, const char* key);

}  // namespace yachay::mlflow

#endif  // MLFLOW_REST_H_
