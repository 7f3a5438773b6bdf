// What an MLflow server wants to see of us, as its environment variables and files say.
#ifndef MLFLOW_AUTHORIZATION_H_
#define MLFLOW_AUTHORIZATION_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"

namespace yachay::mlflow {

// The value of the header "Authorization", to be asked for each call: a file is read again each time, so that
// a token or password is replaced without a restart. UNAVAILABLE: the file cannot be read now, or holds no
// single line; it names the variable, and nothing of what the file holds. Thread-safe.
using Authorization = std::function<absl::StatusOr<std::string>()>;

// The first of these that is set; none: an empty function.
//   MLFLOW_TRACKING_TOKEN_FILE, MLFLOW_TRACKING_TOKEN       a bearer token
//   MLFLOW_TRACKING_USERNAME with MLFLOW_TRACKING_PASSWORD_FILE or MLFLOW_TRACKING_PASSWORD
// The names are MLflow's own, but for those of files. INVALID_ARGUMENT: a file that cannot be used, as above.
absl::StatusOr<Authorization> AuthorizationFromEnvironment();

}  // namespace yachay::mlflow

#endif  // MLFLOW_AUTHORIZATION_H_
