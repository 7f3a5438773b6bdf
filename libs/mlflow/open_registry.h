// Opens a model registry by its location, as --registry takes it.
//
//   auto registry = mlflow::OpenRegistry("https://mlflow.example.org");    // or a folder
//
// What a server asks for comes from the environment and files that it names: a token or a password
// (authorization.h), and MLFLOW_TRACKING_SERVER_CERT_PATH, the certificates to trust (PEM).
#ifndef MLFLOW_OPEN_REGISTRY_H_
#define MLFLOW_OPEN_REGISTRY_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "models/registry.h"

namespace yachay::mlflow {

// http:// or https://; everything else is a folder.
bool IsServer(std::string_view location);

// Neither touches the folder nor calls the server. InvalidArgument: an address that cannot be one, with a
// user or password in it, of another scheme than http and https; a token or password file that cannot be
// read.
absl::StatusOr<std::unique_ptr<models::Registry>> OpenRegistry(const std::string& location);

}  // namespace yachay::mlflow

#endif  // MLFLOW_OPEN_REGISTRY_H_
