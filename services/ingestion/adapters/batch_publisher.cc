#include "adapters/batch_publisher.h"

#include <grpcpp/support/status.h>
#include <prometheus/counter.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "core/admission.h"
#include "events/codec.h"
#include "google/protobuf/util/time_util.h"
#include "service/status.h"
#include "yachay/ingestion/v1/ingestion.pb.h"

namespace yachay::ingestion {
namespace {

std::vector<service::FieldViolation> ToFieldViolations(const std::vector<events::Violation>& violations) {
  std::vector<service::FieldViolation> out;
  for (const auto& [field, description] : violations) out.push_back({field, description});
  return out;
}

void Reject(const std::vector<events::Violation>& violations, v1::EventOutcome& outcome) {
  for (const auto& [field, description] : violations) {
    auto* violation = outcome.add_violations();
    violation->set_field(field);
    violation->set_description(description);
  }
}

// A batch whose records are on their way; the last answer ends it. Shared by the answers.
class InFlight {
 public:
  InFlight(v1::PublishResponse* response, BatchPublisher::Done done) : response_(*response), done_(std::move(done)) {}

  // One answer is to come; each is given back by Answer.
  void Expect() {
    absl::MutexLock lock(&mutex_);
    ++open_;
  }

  // The answer for the event at `index`; an error anywhere becomes the batch's.
  void Answer(int index, const absl::StatusOr<kafka::Position>& at) {
    absl::MutexLock lock(&mutex_);
    if (at.ok()) {
      auto* outcome = response_.mutable_outcomes(index);
      outcome->set_accepted(true);
      outcome->set_partition(at->partition);
      outcome->set_offset(at->offset);
    } else {
      status_.Update(at.status());
    }
    Close();
  }

  // Ends the guard that keeps the batch open while it is being produced.
  void Release(const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    status_.Update(status);
    Close();
  }

 private:
  void Close() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (--open_ == 0) done_(service::ToGrpc(Meaning(status_)));
  }

  // Whatever the broker said, the caller can only send again; except when our own queue was full.
  static absl::Status Meaning(const absl::Status& status) {
    if (status.ok() || absl::IsResourceExhausted(status)) return status;
    return absl::UnavailableError(status.message());
  }

  v1::PublishResponse& response_;
  absl::Mutex mutex_;
  BatchPublisher::Done done_ ABSL_GUARDED_BY(mutex_);
  int open_ ABSL_GUARDED_BY(mutex_) = 1;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

BatchPublisher::BatchPublisher(EventLog& log, service::Metrics& metrics, Clock clock)
    : log_(log),
      clock_(std::move(clock)),
      accepted_(metrics.Counter("yachay_ingestion_accepted_total", "Events that went on the log")),
      rejected_(metrics.Counter("yachay_ingestion_rejected_total", "Events that broke a rule")),
      failed_(metrics.Counter("yachay_ingestion_failed_batches_total", "Batches to be sent again")) {}

void BatchPublisher::Publish(const v1::PublishRequest& request, const std::string& traceparent,
                             v1::PublishResponse* response, Done done) {
  const auto batch = CheckBatch(static_cast<size_t>(request.events_size()), request.ByteSizeLong());
  if (!batch.empty()) return done(service::InvalidArgument(ToFieldViolations(batch)));

  const int64_t now_ms = clock_();
  std::optional<int64_t> sent_at_ms;
  if (request.has_sent_at()) {
    sent_at_ms = google::protobuf::util::TimeUtil::TimestampToMilliseconds(request.sent_at());
  }
  std::vector<std::pair<int, events::Event>> admitted;
  for (int i = 0; i < request.events_size(); ++i) {
    events::Event event = events::FromProto(request.events(i));
    auto* outcome = response->add_outcomes();
    outcome->set_event_id(event.event_id);
    const auto violations = Admit(event, now_ms, sent_at_ms);
    Reject(violations, *outcome);
    if (violations.empty()) admitted.emplace_back(i, std::move(event));
  }
  const int accepted = static_cast<int>(admitted.size());
  const int rejected = request.events_size() - accepted;
  response->set_accepted(static_cast<uint32_t>(accepted));
  response->set_rejected(static_cast<uint32_t>(rejected));

  auto in_flight = std::make_shared<InFlight>(
      response, [this, accepted, rejected, done = std::move(done)](grpc::Status status) mutable {
        if (status.ok()) {
          accepted_.Increment(accepted);
          rejected_.Increment(rejected);
        } else {
          failed_.Increment();
        }
        done(std::move(status));
      });
  absl::Status status;
  for (const auto& [index, event] : admitted) {
    in_flight->Expect();
    status = log_.Append(event, traceparent, [in_flight, i = index](const absl::StatusOr<kafka::Position>& at) {
      in_flight->Answer(i, at);
    });
    if (status.ok()) continue;
    in_flight->Answer(index, status);  // Append did not take it: nobody else will answer.
    break;
  }
  in_flight->Release(status);
}

}  // namespace yachay::ingestion
