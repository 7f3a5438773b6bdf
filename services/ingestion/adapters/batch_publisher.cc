#include "adapters/batch_publisher.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/in_flight.h"
#include "core/admission.h"
#include "events/codec.h"
#include "events/proto_time.h"
#include "service/status.h"
#include "yachay/ingestion/v1/ingestion.pb.h"

namespace yachay::ingestion {
namespace {

Ended Refused(const std::vector<events::Violation>& violations) {
  std::vector<service::FieldViolation> out;
  out.reserve(violations.size());
  for (const auto& [field, description] : violations) out.push_back({field, description});
  return {service::InvalidArgument(out)};
}

Ended TooMuchInFlight(const Load& inside, std::int64_t return_after_ms) {
  return {grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                       absl::StrCat(inside.events, " events of ", inside.bytes,
                                    " bytes wait for the broker; send this batch again, whole")),
          return_after_ms};
}

Ended OverQuota(const Quotas::Refusal& refusal) {
  return {grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                       absl::StrCat("game_id ", refusal.game, ": over its quota; send this batch again in ",
                                    refusal.wait_ms, " ms")),
          refusal.wait_ms};
}

void Reject(const std::vector<events::Violation>& violations, v1::EventOutcome& outcome) {
  for (const auto& [field, description] : violations) {
    auto* violation = outcome.add_violations();
    violation->set_field(field);
    violation->set_description(description);
  }
}

Quotas::Wanted ByGame(const std::vector<std::pair<int, events::Event>>& admitted) {
  Quotas::Wanted wanted;
  for (const auto& [index, event] : admitted) ++wanted[event.game_id];
  return wanted;
}

}  // namespace

std::vector<events::Violation> Foreign(const service::Caller& caller, const events::Event& event) {
  std::vector<events::Violation> foreign;
  if (!caller.MayReportFor(event.game_id)) {
    foreign.push_back({"game_id", "is not the game of the token that was shown"});
  }
  if (!caller.MayPlayWith(event.learner_id)) {
    foreign.push_back({"learner_id", "is none of the learners of the token that was shown"});
  }
  return foreign;
}

void BatchPublisher::Publish(const v1::PublishRequest& request, const Origin& origin,
                             v1::PublishResponse* response, Done done) {
  const Load load{static_cast<size_t>(request.events_size()), request.ByteSizeLong()};
  const auto wrong = CheckBatch(load.events, load.bytes);
  if (!wrong.empty()) return done(Refused(wrong));
  if (!gate_.Enter(load)) {
    probe_.GateShut();
    return done(TooMuchInFlight(gate_.inside(), gate_.ReturnAfterMs(clock_())));
  }
  const Admitted admitted = AdmitAll(request, origin.caller, response);
  if (auto over = quotas_.empty() ? std::nullopt : Charge(ByGame(admitted))) {
    gate_.Leave(load);
    return done(*std::move(over));
  }
  Send(admitted, origin.traceparent, load, response, std::move(done));
}

std::optional<Ended> BatchPublisher::Charge(const Quotas::Wanted& events) {
  if (events.empty()) return std::nullopt;
  const auto refusal = quotas_.Take(events, clock_());
  if (!refusal) return std::nullopt;
  probe_.OverQuota(quotas_.names(refusal->game) ? refusal->game : "");
  return OverQuota(*refusal);
}

BatchPublisher::Admitted BatchPublisher::AdmitAll(const v1::PublishRequest& request,
                                                  const service::Caller& caller,
                                                  v1::PublishResponse* response) {
  const std::int64_t now_ms = clock_();
  std::optional<std::int64_t> sent_at_ms;
  if (request.has_sent_at()) {
    sent_at_ms = events::ToMs(request.sent_at());  // held within the years of a Timestamp: no sum overflows
  }
  Admitted admitted;
  admitted.reserve(static_cast<size_t>(request.events_size()));
  for (int i = 0; i < request.events_size(); ++i) {
    events::Event event = events::FromProto(request.events(i));
    auto* outcome = response->add_outcomes();
    outcome->set_event_id(event.event_id);
    auto violations = Admit(event, now_ms, sent_at_ms);
    for (events::Violation& foreign : Foreign(caller, event)) violations.push_back(std::move(foreign));
    if (violations.empty()) {
      admitted.emplace_back(i, std::move(event));
    } else {
      Reject(violations, *outcome);
      probe_.Rejected(violations);
    }
  }
  response->set_accepted(static_cast<uint32_t>(admitted.size()));
  response->set_rejected(static_cast<uint32_t>(request.events_size()) - response->accepted());
  return admitted;
}

void BatchPublisher::Send(const Admitted& admitted, const std::string& traceparent, const Load& load,
                          v1::PublishResponse* response, Done done) {
  auto* in_flight = new InFlight(
      [response](int index, const kafka::Position& at) {
        auto* outcome = response->mutable_outcomes(index);
        outcome->set_accepted(true);
        outcome->set_partition(at.partition);
        outcome->set_offset(at.offset);
      },
      [this, load, response, done = std::move(done)](const absl::Status& status) mutable {
        gate_.Leave(load);
        status.ok() ? probe_.Accepted(static_cast<int>(response->accepted())) : probe_.Failed();
        done(
            {service::ToGrpc(status), absl::IsResourceExhausted(status) ? gate_.ReturnAfterMs(clock_()) : 0});
      });
  absl::Status status;
  for (const auto& [index, event] : admitted) {
    in_flight->Expect();
    status = log_.Append(
        event, traceparent,
        [in_flight, i = index](const absl::StatusOr<kafka::Position>& at) { in_flight->Answer(i, at); });
    if (status.ok()) continue;
    in_flight->Answer(index, status);  // Append did not take it: nobody else will answer.
    break;
  }
  in_flight->Release(status);
}

}  // namespace yachay::ingestion
