#include "cli/simulate_sender.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace yachay::simulate {
namespace {

namespace ingestion = yachay::ingestion::v1;

void Note(PlayReport& report, std::string problem) {
  if (report.first_problem.empty()) report.first_problem = std::move(problem);
}

void CountOutcomes(const ingestion::PublishResponse& response, PlayReport& report) {
  for (const ingestion::EventOutcome& outcome : response.outcomes()) {
    if (outcome.accepted()) {
      ++report.acknowledged;
      continue;
    }
    ++report.rejected;
    if (outcome.violations_size() > 0) {
      Note(report, absl::StrCat("event ", outcome.event_id(), " was rejected: ",
                                outcome.violations(0).field(), ": ", outcome.violations(0).description()));
    }
  }
}

}  // namespace

bool MayTryAgain(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) ||
         absl::IsDeadlineExceeded(status) || absl::IsAborted(status) || absl::IsCancelled(status);
}

absl::Status CallUntilDone(const std::function<Attempt()>& call, const RetryOptions& options, int& tries) {
  absl::Duration wait = options.first_wait;
  absl::Duration waited = absl::ZeroDuration();
  for (tries = 1;; ++tries) {
    const Attempt attempt = call();
    if (attempt.status.ok() || !MayTryAgain(attempt.status) || waited >= options.give_up_after)
      return attempt.status;
    const absl::Duration pause = std::max(wait, attempt.pushback);
    options.sleep(pause);
    waited += pause;
    wait = std::min(2 * wait, options.longest_wait);
  }
}

void PlayReport::Add(const PlayReport& other) {
  unique += other.unique;
  duplicates += other.duplicates;
  sent += other.sent;
  acknowledged += other.acknowledged;
  rejected += other.rejected;
  unconfirmed += other.unconfirmed;
  calls += other.calls;
  retried_calls += other.retried_calls;
  failed_calls += other.failed_calls;
  if (first_problem.empty()) first_problem = other.first_problem;
}

void Send(const Delivery& delivery, const Publish& publish, const RetryOptions& options, PlayReport& report) {
  ingestion::PublishRequest request;
  request.mutable_events()->Assign(delivery.events.begin(), delivery.events.end());
  ingestion::PublishResponse response;
  int tries = 0;
  const absl::Status status = CallUntilDone([&] { return publish(request, response); }, options, tries);
  const uint64_t events = delivery.events.size();
  ++report.calls;
  if (!delivery.again) report.unique += events;
  report.unconfirmed += events * static_cast<uint64_t>(status.ok() ? tries - 1 : tries);
  if (!status.ok()) {
    ++report.failed_calls;
    Note(report, absl::StrCat("a call failed for good after ", tries, " tries: ", status.ToString()));
    return;
  }
  if (tries > 1) ++report.retried_calls;
  if (delivery.again) report.duplicates += events;
  report.sent += events;
  CountOutcomes(response, report);
}

}  // namespace yachay::simulate
