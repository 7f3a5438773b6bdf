#include "mlflow/open_registry.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "mlflow/authorization.h"
#include "mlflow/mlflow_registry.h"
#include "models/folder_registry.h"

namespace yachay::mlflow {
namespace {

absl::StatusOr<std::unique_ptr<models::Registry>> OpenServer(std::string base) {
  const size_t host = base.find("://") + 3;
  while (base.size() > host && base.ends_with('/')) base.pop_back();
  const std::string authority = base.substr(host, base.find('/', host) - host);
  if (authority.find('@') != std::string::npos) {
    return absl::InvalidArgumentError(
        "the registry's address holds a user or password, which would show in logs; set "
        "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD_FILE instead");
  }
  if (authority.empty() || base.find_first_of(" ?#") != std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("registry '", base, "': expected http(s)://HOST[:PORT][/PREFIX]"));
  }
  auto authorization = AuthorizationFromEnvironment();
  if (!authorization.ok()) return authorization.status();
  const char* ca_file = std::getenv("MLFLOW_TRACKING_SERVER_CERT_PATH");
  return std::make_unique<MlflowRegistry>(
      std::move(base),
      HttpOptions{.authorization = *std::move(authorization), .ca_file = ca_file == nullptr ? "" : ca_file});
}

}  // namespace

bool IsServer(std::string_view location) {
  return location.starts_with("http://") || location.starts_with("https://");
}

absl::StatusOr<std::unique_ptr<models::Registry>> OpenRegistry(const std::string& location) {
  if (IsServer(location)) return OpenServer(location);
  if (location.find("://") != std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("registry '", location, "': expected a folder, http:// or https://"));
  }
  return std::make_unique<models::FolderRegistry>(location);
}

}  // namespace yachay::mlflow
