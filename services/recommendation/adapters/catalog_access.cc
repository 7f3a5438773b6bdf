#include "adapters/catalog_access.h"

namespace yachay::recommendation {
namespace {

using service::Role;

bool WritesAll(const service::Caller& caller) {
  return caller.Has(Role::kService) || caller.Has(Role::kOperator);
}

}  // namespace

grpc::Status MayWrite(const service::Caller& caller, const CatalogEntry* now) {
  if (WritesAll(caller)) return grpc::Status::OK;
  if (!caller.Has(Role::kCreator))
    return {grpc::StatusCode::PERMISSION_DENIED, "expected a creator, a service or an operator"};
  if (now != nullptr && now->content.owner != caller.subject)
    return {grpc::StatusCode::PERMISSION_DENIED, "the item belongs to another creator"};
  return grpc::Status::OK;
}

std::string OwnerOf(const service::Caller& caller, const Content& content) {
  return WritesAll(caller) ? content.owner : caller.subject;
}

}  // namespace yachay::recommendation
