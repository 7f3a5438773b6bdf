#include "cli/retrain_tries.h"

#include "absl/strings/str_cat.h"

namespace yachay::cli {

bool MayPass(const absl::Status& error) {
  switch (error.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kDataLoss:
      return false;
    default:
      return true;
  }
}

std::string RetrainTries::Failed(const models::v1::RetrainRequested& request, const absl::Status& error,
                                 absl::Time now) {
  if (!MayPass(error)) return absl::StrCat("cannot be answered: ", error.message());
  if (request.idempotency_key() != key_) failed_ = 0;
  key_ = request.idempotency_key();
  if (++failed_ >= patience_.tries) return absl::StrCat("failed ", failed_, " times: ", error.message());
  const absl::Time asked = absl::FromUnixSeconds(request.requested_at().seconds());
  if (!request.has_requested_at() || now - asked <= patience_.age) return "";
  return absl::StrCat("asked more than ", absl::FormatDuration(patience_.age), " ago: ", error.message());
}

}  // namespace yachay::cli
