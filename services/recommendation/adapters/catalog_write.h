// A write to the catalogue on its way: from the request over the log to the answer.
#ifndef RECOMMENDATION_ADAPTERS_CATALOG_WRITE_H_
#define RECOMMENDATION_ADAPTERS_CATALOG_WRITE_H_

#include <grpcpp/support/server_callback.h>

#include <utility>

#include "adapters/catalog_codec.h"
#include "adapters/catalog_log.h"
#include "service/status.h"

namespace yachay::recommendation {

// OK, or why the record of this change was passed over: NOT_FOUND, ALREADY_EXISTS, ABORTED with the newer
// revision, or INVALID_ARGUMENT with every violated field.
grpc::Status StatusOf(const ContentChange& change, const Catalog::Outcome& outcome);
grpc::Status NoContent(const std::string& id);

// Lives until the log or the caller ends it. Response: has an `entry`.
template <typename Response>
class WriteReactor : public grpc::ServerUnaryReactor {
 public:
  WriteReactor(CatalogLog& log, ContentChange change, Response* response)
      : log_(log), change_(std::move(change)), response_(response) {
    log_.Write(change_, [this](absl::StatusOr<Catalog::Outcome> outcome) { Finish(Answer(outcome)); });
  }
  void OnCancel() override { log_.Abandon(change_.change_id); }
  void OnDone() override { delete this; }

 private:
  grpc::Status Answer(const absl::StatusOr<Catalog::Outcome>& outcome) {
    if (!outcome.ok()) return service::ToGrpc(outcome.status());
    grpc::Status status = StatusOf(change_, *outcome);
    if (status.ok()) *response_->mutable_entry() = ToProto(*outcome->entry);
    return status;
  }

  CatalogLog& log_;
  const ContentChange change_;
  Response* const response_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_CATALOG_WRITE_H_
