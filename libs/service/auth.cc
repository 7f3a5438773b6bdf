#include "service/auth.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/tls.h"
#include "service/trace.h"

namespace yachay::service {
namespace {

constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kHealth = "/grpc.health.v1.Health/";

std::string_view View(grpc::string_ref text) { return {text.data(), text.size()}; }

std::string_view Find(const grpc::AuthMetadataProcessor::InputMetadata& metadata, const char* name) {
  const auto found = metadata.find(name);
  return found == metadata.end() ? std::string_view() : View(found->second);
}

grpc::Status Unauthenticated(absl::string_view why) {
  return {grpc::StatusCode::UNAUTHENTICATED,
          absl::StrCat(why, "; show 'authorization: Bearer <JWT>' of the issuer that this service trusts")};
}

}  // namespace

std::string_view TokenOf(std::string_view authorization) {
  return authorization.substr(0, kBearer.size()) == kBearer ? authorization.substr(kBearer.size())
                                                            : std::string_view();
}

absl::StatusOr<std::string> PayloadOf(std::string_view token) {
  const size_t begin = token.find('.');
  const size_t end = token.find('.', begin + 1);
  std::string payload;
  if (begin == std::string_view::npos || end == std::string_view::npos ||
      !absl::WebSafeBase64Unescape(absl::string_view(token.data() + begin + 1, end - begin - 1), &payload)) {
    return absl::InvalidArgumentError("no token");
  }
  return payload;
}

grpc::Status AccessCheck::Process(const InputMetadata& metadata, grpc::AuthContext* context, OutputMetadata*,
                                  OutputMetadata*) {
  if (context->FindPropertyValues(kTokensAreChecked).empty()) context->AddProperty(kTokensAreChecked, "yes");
  const std::string_view path = Find(metadata, ":path");
  if (path.substr(0, kHealth.size()) == kHealth) return grpc::Status::OK;
  const auto caller = CallerWith(Find(metadata, kAuthorization));
  const bool known = caller.ok();
  if (known && table_.Allows(std::string(path), **caller)) return grpc::Status::OK;
  refused_.Note(path, known ? refusal::kRole : ReasonOf(caller.status()), Find(metadata, kTraceparent));
  if (!known) return Unauthenticated(caller.status().message());
  return {grpc::StatusCode::PERMISSION_DENIED, "the roles of the token may not call this"};
}

absl::StatusOr<std::shared_ptr<const Caller>> AccessCheck::CallerWith(std::string_view authorization) {
  if (authorization.empty()) return Refused(refusal::kNoToken, "no token was shown");
  return verifier_->Verify(TokenOf(authorization));
}

TokenPlugin::TokenPlugin(std::string file, std::string token, absl::Duration look_again)
    : file_(std::move(file)),
      look_again_(look_again),
      value_(absl::StrCat("Bearer ", token)),
      looked_(absl::Now()) {}

grpc::Status TokenPlugin::GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                                      std::multimap<grpc::string, grpc::string>* metadata) {
  const absl::Time now = absl::Now();
  absl::MutexLock lock(&mutex_);
  if (now >= looked_ + look_again_) {
    looked_ = now;
    const auto token = ReadSecretFile(file_);
    if (token.ok()) value_ = absl::StrCat("Bearer ", *token);
  }
  metadata->emplace(kAuthorization, value_);
  return grpc::Status::OK;
}

}  // namespace yachay::service
