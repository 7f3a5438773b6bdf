#include "cli/catalog_fill.h"

#include <grpcpp/client_context.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "service/status.h"

namespace yachay::cli {
namespace {

constexpr int kInFlight = 64;
constexpr absl::Duration kCall = absl::Seconds(10);

// Lets some calls be under way, and keeps the first error.
class Window {
 public:
  void Enter() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Window::HasRoom));
    ++in_flight_;
  }
  void Leave(absl::Status status) {
    absl::MutexLock lock(&mutex_);
    if (status_.ok()) status_ = std::move(status);
    --in_flight_;
  }
  absl::Status WaitForAll() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Window::Empty));
    return status_;
  }

 private:
  bool HasRoom() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return in_flight_ < kInFlight; }
  bool Empty() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return in_flight_ == 0; }

  absl::Mutex mutex_;
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

template <typename Request, typename Response>
struct Call {
  explicit Call(Request r) : request(std::move(r)) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + kCall));
  }

  grpc::ClientContext context;
  Request request;
  Response response;
};

// AlreadyDone: another write, or an earlier run of ours, did the same.
absl::Status Judge(const grpc::Status& status, grpc::StatusCode already_done, const std::string& id,
                   int& count) {
  if (status.ok()) ++count;
  if (status.ok() || status.error_code() == already_done) return absl::OkStatus();
  const absl::Status failed = service::FromGrpc(status, "catalogue");
  return absl::Status(failed.code(), absl::StrCat(id, ": ", failed.message()));
}

using Entries = std::vector<catalog::v1::CatalogEntry>;

absl::StatusOr<Entries> ListAll(catalog::v1::Catalog::Stub& stub) {
  Entries entries;
  catalog::v1::ListContentRequest request;
  request.set_page_size(1000);
  do {
    Call<catalog::v1::ListContentRequest, catalog::v1::ListContentResponse> call(request);
    call.context.set_wait_for_ready(true);  // the service may be reading its log yet
    const grpc::Status status = stub.ListContent(&call.context, call.request, &call.response);
    if (!status.ok()) return service::FromGrpc(status, "catalogue");
    entries.insert(entries.end(), call.response.entries().begin(), call.response.entries().end());
    request.set_page_token(call.response.next_page_token());
  } while (!request.page_token().empty());
  return entries;
}

absl::Status CreateAll(catalog::v1::Catalog::Stub& stub, const std::vector<catalog::v1::ContentItem>& items,
                       int& created) {
  Window window;
  absl::Mutex mutex;
  for (const catalog::v1::ContentItem& item : items) {
    window.Enter();
    catalog::v1::CreateContentRequest request;
    *request.mutable_item() = item;
    auto call = std::make_shared<Call<catalog::v1::CreateContentRequest, catalog::v1::CreateContentResponse>>(
        request);
    stub.async()->CreateContent(
        &call->context, &call->request, &call->response, [&, call](const grpc::Status& status) {
          absl::Status judged;
          {
            absl::MutexLock lock(&mutex);
            judged =
                Judge(status, grpc::StatusCode::ALREADY_EXISTS, call->request.item().content_id(), created);
          }
          window.Leave(std::move(judged));
        });
  }
  return window.WaitForAll();
}

absl::Status PublishAll(catalog::v1::Catalog::Stub& stub, const Entries& drafts, int& published) {
  Window window;
  absl::Mutex mutex;
  for (const catalog::v1::CatalogEntry& draft : drafts) {
    window.Enter();
    catalog::v1::PublishContentRequest request;
    request.set_content_id(draft.item().content_id());
    request.set_base_revision(draft.revision());
    auto call =
        std::make_shared<Call<catalog::v1::PublishContentRequest, catalog::v1::PublishContentResponse>>(
            request);
    stub.async()->PublishContent(
        &call->context, &call->request, &call->response, [&, call](const grpc::Status& status) {
          absl::Status judged;
          {
            absl::MutexLock lock(&mutex);
            judged = Judge(status, grpc::StatusCode::ABORTED, call->request.content_id(), published);
          }
          window.Leave(std::move(judged));
        });
  }
  return window.WaitForAll();
}

}  // namespace

absl::StatusOr<FillReport> FillCatalog(catalog::v1::Catalog::Stub& stub,
                                       const std::vector<catalog::v1::ContentItem>& items) {
  FillReport report{.items = static_cast<int>(items.size())};
  absl::StatusOr<Entries> there = ListAll(stub);
  if (!there.ok()) return there.status();
  if (absl::Status created = CreateAll(stub, items, report.created); !created.ok()) return created;
  there = ListAll(stub);
  if (!there.ok()) return there.status();
  Entries drafts;
  for (const catalog::v1::CatalogEntry& entry : *there) {
    const auto same = [&](const catalog::v1::ContentItem& item) {
      return item.content_id() == entry.item().content_id();
    };
    if (!entry.published() && std::any_of(items.begin(), items.end(), same)) drafts.push_back(entry);
  }
  if (absl::Status published = PublishAll(stub, drafts, report.published); !published.ok()) return published;
  return report;
}

}  // namespace yachay::cli
