#include "mlflow/authorization.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "models/files.h"

namespace yachay::mlflow {
namespace {

std::string Env(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// A line break would begin another header.
absl::StatusOr<std::string> ReadSecret(const char* variable, const std::string& path) {
  const auto text = models::ReadWholeFile(path);
  if (!text.ok()) return absl::UnavailableError(absl::StrCat(variable, ": ", text.status().message()));
  std::string secret(absl::StripAsciiWhitespace(*text));
  if (secret.empty() ||
      std::any_of(secret.begin(), secret.end(), [](char c) { return absl::ascii_iscntrl(c); }))
    return absl::UnavailableError(absl::StrCat(variable, ": ", path, " must hold one line"));
  return secret;
}

// From the file that `file` names, else the value of `plain`.
Authorization Secret(const char* file, const char* plain) {
  if (std::string path = Env(file); !path.empty())
    return [file, path = std::move(path)] { return ReadSecret(file, path); };
  return [secret = Env(plain)]() -> absl::StatusOr<std::string> { return secret; };
}

}  // namespace

absl::StatusOr<Authorization> AuthorizationFromEnvironment() {
  Authorization authorization;
  const Authorization token = Secret("MLFLOW_TRACKING_TOKEN_FILE", "MLFLOW_TRACKING_TOKEN");
  const std::string user = Env("MLFLOW_TRACKING_USERNAME");
  if (const auto now = token(); !now.ok() || !now->empty()) {
    authorization = [token]() -> absl::StatusOr<std::string> {
      auto secret = token();
      return secret.ok() ? absl::StrCat("Bearer ", *secret) : std::move(secret);
    };
  } else if (!user.empty()) {
    const Authorization password = Secret("MLFLOW_TRACKING_PASSWORD_FILE", "MLFLOW_TRACKING_PASSWORD");
    authorization = [user, password]() -> absl::StatusOr<std::string> {
      auto secret = password();
      return secret.ok() ? absl::StrCat("Basic ", absl::Base64Escape(absl::StrCat(user, ":", *secret)))
                         : std::move(secret);
    };
  }
  if (!authorization) return authorization;
  const auto now = authorization();
  if (!now.ok()) return absl::InvalidArgumentError(now.status().message());
  return authorization;
}

}  // namespace yachay::mlflow
