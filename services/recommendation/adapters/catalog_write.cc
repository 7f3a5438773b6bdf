#include "adapters/catalog_write.h"

#include "absl/strings/str_cat.h"

namespace yachay::recommendation {
namespace {

grpc::Status Stale(const CatalogEntry& now, std::uint64_t base) {
  return {grpc::StatusCode::ABORTED,
          absl::StrCat("base_revision: ", base, " is stale, \"", now.content.id, "\" is at revision ",
                       now.revision, "; read it again and repeat")};
}

}  // namespace

grpc::Status NoContent(const std::string& id) {
  return {grpc::StatusCode::NOT_FOUND, absl::StrCat("content_id: no content \"", id, "\"")};
}

grpc::Status StatusOf(const ContentChange& change, const Catalog::Outcome& outcome) {
  if (outcome.applied) return grpc::Status::OK;
  if (!outcome.invalid.empty()) {
    std::vector<service::FieldViolation> violations;
    for (const Violation& violation : outcome.invalid)
      violations.push_back({"item." + violation.field, violation.description});
    return service::InvalidArgument(violations);
  }
  if (change.base_revision == 0) {
    return {grpc::StatusCode::ALREADY_EXISTS,
            absl::StrCat("item.content_id: \"", change.content.id, "\" is taken; choose another id")};
  }
  return outcome.entry ? Stale(*outcome.entry, change.base_revision) : NoContent(change.content.id);
}

}  // namespace yachay::recommendation
