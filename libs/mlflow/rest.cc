#include "mlflow/rest.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace yachay::mlflow {
namespace {

constexpr size_t kMostOfMessage = 500;

absl::StatusCode CodeOf(const std::string& error_code, int status) {
  if (status == 401 || status == 403) return absl::StatusCode::kPermissionDenied;
  if (error_code == "RESOURCE_DOES_NOT_EXIST") return absl::StatusCode::kNotFound;
  if (error_code == "RESOURCE_ALREADY_EXISTS") return absl::StatusCode::kAlreadyExists;
  if (error_code == "INVALID_PARAMETER_VALUE") return absl::StatusCode::kInvalidArgument;
  if (status == 429 || status >= 500) return absl::StatusCode::kUnavailable;
  return absl::StatusCode::kFailedPrecondition;
}

std::string Hint(absl::StatusCode code) {
  if (code == absl::StatusCode::kPermissionDenied) {
    return "; set MLFLOW_TRACKING_TOKEN_FILE, or MLFLOW_TRACKING_USERNAME and "
           "MLFLOW_TRACKING_PASSWORD_FILE";
  }
  return code == absl::StatusCode::kFailedPrecondition ? "; is this the address of an MLflow server?" : "";
}

}  // namespace

absl::Status Rest::ToStatus(std::string_view call, const HttpResponse& response) const {
  const Json json = Json::parse(response.body, nullptr, false);
  const std::string message = TextAt(json, "message");
  const absl::StatusCode code = CodeOf(TextAt(json, "error_code"), response.status);
  return {code, absl::StrCat("MLflow at ", base_, ": ", std::string(call), " answered ", response.status,
                             message.empty() ? "" : ": ", message.substr(0, kMostOfMessage), Hint(code))};
}

absl::StatusOr<Json> Rest::Call(std::string_view call, const HttpRequest& request) const {
  const auto response = http_.Send(request);
  if (!response.ok()) {
    return absl::Status(response.status().code(), absl::StrCat("MLflow at ", response.status().message()));
  }
  if (response->status != 200) return ToStatus(call, *response);
  Json json = Json::parse(response->body, nullptr, false);
  if (json.is_object()) return json;
  return absl::DataLossError(absl::StrCat("MLflow at ", base_, ": ", std::string(call),
                                          " answered with something that is no JSON object"));
}

absl::StatusOr<Json> Rest::Get(std::string_view call, const Query& query) const {
  std::string url = absl::StrCat(base_, "/api/2.0/mlflow/", std::string(call));
  char before = '?';
  for (const auto& [key, value] : query) {
    absl::StrAppend(&url, std::string(1, std::exchange(before, '&')), key, "=", EscapeUrl(value));
  }
  return Call(call, {.method = "GET", .url = url, .repeatable = true});
}

absl::StatusOr<Json> Rest::Post(std::string_view call, const Json& body) const {
  return Call(call, {.method = "POST",
                     .url = absl::StrCat(base_, "/api/2.0/mlflow/", std::string(call)),
                     .body = body.dump(-1, ' ', false, Json::error_handler_t::replace),
                     .content_type = "application/json"});
}

absl::StatusOr<Json> Rest::PostAgain(std::string_view call, const Json& body) const {
  return Call(call, {.method = "POST",
                     .url = absl::StrCat(base_, "/api/2.0/mlflow/", std::string(call)),
                     .body = body.dump(-1, ' ', false, Json::error_handler_t::replace),
                     .content_type = "application/json",
                     .repeatable = true});
}

absl::StatusOr<std::string> Rest::ArtifactUrl(const std::string& root, std::string_view file) const {
  constexpr std::string_view kScheme = "mlflow-artifacts:";
  if (!root.starts_with(kScheme)) {
    return absl::UnimplementedError(absl::StrCat(
        "MLflow at ", base_, ": the files are at ", root,
        ", not behind the server's proxy; run it with --serve-artifacts --artifacts-destination"));
  }
  std::string path = root.substr(kScheme.size());
  if (path.starts_with("//")) path.erase(0, std::min(path.find('/', 2), path.size()));  // //host:port/…
  std::string url = absl::StrCat(base_, "/api/2.0/mlflow-artifacts/artifacts");
  for (const absl::string_view part : absl::StrSplit(path, '/', absl::SkipEmpty())) {
    absl::StrAppend(&url, "/", EscapeUrl({part.data(), part.size()}));
  }
  return absl::StrCat(url, "/", EscapeUrl(file));
}

absl::StatusOr<std::string> Rest::ReadArtifact(const std::string& root, std::string_view file) const {
  const auto url = ArtifactUrl(root, file);
  if (!url.ok()) return url.status();
  auto response = http_.Send({.method = "GET", .url = *url, .file = true, .repeatable = true});
  if (!response.ok())
    return absl::Status(response.status().code(), absl::StrCat("MLflow at ", response.status().message()));
  if (response->status == 200) return std::move(response->body);
  return ToStatus(absl::StrCat("artifact ", std::string(file)), *response);
}

absl::Status Rest::WriteArtifact(const std::string& root, std::string_view file, std::string content) const {
  const auto url = ArtifactUrl(root, file);
  if (!url.ok()) return url.status();
  const auto response = http_.Send({.method = "PUT",
                                    .url = *url,
                                    .body = std::move(content),
                                    .content_type = "application/octet-stream",
                                    .file = true,
                                    .repeatable = true});
  if (!response.ok())
    return absl::Status(response.status().code(), absl::StrCat("MLflow at ", response.status().message()));
  if (response->status == 200) return absl::OkStatus();
  return ToStatus(absl::StrCat("artifact ", std::string(file)), *response);
}

std::string TextAt(const Json& json, std::string_view path) {
  const Json* at = &json;
  for (const absl::string_view part : absl::StrSplit(absl::string_view(path.data(), path.size()), '.')) {
    const auto found = at->is_object() ? at->find(std::string(part)) : at->end();
    if (found == at->end()) return "";
    at = &*found;
  }
  return at->is_string() ? at->get<std::string>() : "";
}

std::vector<Json> ListAt(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_array()) return {};
  return found->get<std::vector<Json>>();
}

}  // namespace yachay::mlflow
