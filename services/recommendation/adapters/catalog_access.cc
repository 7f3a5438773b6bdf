#include "adapters/catalog_access.h"

namespace yachay::recommendation {
namespace {

using service::Role;

grpc::Status Denied(const char* why) { return {grpc::StatusCode::PERMISSION_DENIED, why}; }

bool WritesAll(const service::Caller& caller) {
  return caller.Has(Role::kService) || caller.Has(Role::kOperator);
}

}  // namespace

grpc::Status MayWrite(const service::Caller& caller, const CatalogEntry* now) {
  if (WritesAll(caller)) return grpc::Status::OK;
  if (!caller.Has(Role::kCreator) && !caller.Has(Role::kTeacher))
    return Denied("expected a creator, a teacher, a service or an operator");
  if (now != nullptr && now->content.owner != caller.subject)
    return Denied("the item belongs to somebody else");
  return grpc::Status::OK;
}

grpc::Status MayRelease(const service::Caller& caller) {
  if (WritesAll(caller) || caller.Has(Role::kCreator)) return grpc::Status::OK;
  return Denied("expected a creator, a service or an operator");
}

State StateOnRevision(const service::Caller& caller, State now) {
  return now == State::kPublished && !MayRelease(caller).ok() ? State::kInReview : now;
}

std::string OwnerOf(const service::Caller& caller, const Content& content) {
  return WritesAll(caller) ? content.owner : caller.subject;
}

}  // namespace yachay::recommendation
