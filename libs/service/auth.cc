#include "service/auth.h"

namespace yachay::service {
namespace {

constexpr char kAuthorization[] = "authorization";

bool SameInConstantTime(grpc::string_ref given, const std::string& expected) {
  if (given.size() != expected.size()) return false;
  unsigned difference = 0;
  for (size_t i = 0; i < expected.size(); ++i) {
    difference |= static_cast<unsigned char>(given.data()[i]) ^ static_cast<unsigned char>(expected[i]);
  }
  return difference == 0;
}

}  // namespace

grpc::Status TokenCheck::Process(const InputMetadata& metadata, grpc::AuthContext*, OutputMetadata* consumed,
                                 OutputMetadata*) {
  const auto path = metadata.find(":path");
  if (path != metadata.end() && path->second.starts_with("/grpc.health.v1.Health/")) return grpc::Status::OK;
  const auto shown = metadata.find(kAuthorization);
  if (shown == metadata.end() || !SameInConstantTime(shown->second, expected_)) {
    return grpc::Status(grpc::StatusCode::UNAUTHENTICATED,
                        "expected the metadata 'authorization: Bearer <token>'");
  }
  consumed->emplace(kAuthorization, std::string(shown->second.data(), shown->second.size()));
  return grpc::Status::OK;
}

grpc::Status TokenPlugin::GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                                      std::multimap<grpc::string, grpc::string>* metadata) {
  metadata->emplace(kAuthorization, value_);
  return grpc::Status::OK;
}

}  // namespace yachay::service
