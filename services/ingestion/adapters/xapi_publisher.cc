#include "adapters/xapi_publisher.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/in_flight.h"
#include "core/admission.h"
#include "events/codec.h"
#include "service/status.h"
#include "yachay/ingestion/v1/ingestion.pb.h"

namespace yachay::ingestion {
namespace {

using Kind = events::XapiStatement::Kind;

grpc::Status Invalid(const std::string& field, const std::string& description) {
  return service::InvalidArgument({{field, description}});
}

// Of an event, the BatchPublisher says so.
void RefuseForeign(const service::Caller& caller, events::XapiStatement& statement) {
  if (statement.kind != Kind::kUnmapped) return;
  auto foreign = Foreign(caller, statement.event);
  if (foreign.empty()) return;
  statement.kind = Kind::kRefused;
  statement.why = std::move(foreign);
}

void Say(const events::XapiStatement& statement, v1::EventOutcome& outcome) {
  outcome.set_event_id(statement.event.event_id);
  outcome.set_dead_letter(statement.kind == Kind::kUnmapped);
  for (const auto& [field, description] : statement.why) {
    auto* violation = outcome.add_violations();
    violation->set_field(field);
    violation->set_description(description);
  }
}

}  // namespace

kafka::Record ToDeadLetter(const events::XapiStatement& statement, const std::string& topic) {
  kafka::Record record;
  record.key = statement.event.learner_id;
  record.value = statement.text;
  record.headers = {{"ce_specversion", "1.0"},
                    {"ce_id", statement.event.event_id},
                    {"ce_source", "/games/" + statement.event.game_id},
                    {"ce_type", "org.xapi.statement"},
                    {"content-type", "application/json"},
                    {"error", events::Describe(statement.why)},
                    {"original_topic", topic}};
  return record;
}

// What one call holds until its answer.
struct XapiPublisher::Call {
  std::vector<events::XapiStatement> statements;
  std::vector<int> places;  // of the events, in the statements
  v1::PublishRequest events;
  v1::PublishResponse published;
  v1::PublishXapiResponse* response = nullptr;
  Load load;
  BatchPublisher::Done done;
};

void XapiPublisher::Publish(const v1::PublishXapiRequest& request, const Origin& origin,
                            v1::PublishXapiResponse* response, BatchPublisher::Done done) {
  if (request.statements().size() > kMaxBytes) {
    return done({Invalid("statements", absl::StrCat("expected at most ", kMaxBytes, " bytes, found ",
                                                    request.statements().size()))});
  }
  auto mapped = events::MapXapi(request.statements(), {.game_id = request.game_id(), .now_ms = clock_()});
  if (!mapped.ok()) return done({service::ToGrpc(mapped.status())});
  if (mapped->empty() || mapped->size() > kMaxEvents) {
    return done(
        {Invalid("statements", absl::StrCat("expected 1 to ", kMaxEvents, ", found ", mapped->size()))});
  }
  auto call = std::make_unique<Call>();
  call->load = {0, 2 * request.statements().size()};  // as text, and as dead letters
  if (!gate_.Enter(call->load)) {
    probe_.GateShut();
    return done(
        {grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "too much is in flight; send this again, whole"),
         gate_.ReturnAfterMs(clock_())});
  }
  call->statements = *std::move(mapped);
  call->response = response;
  call->done = [this, load = call->load, done = std::move(done)](Ended ended) mutable {
    gate_.Leave(load);
    done(std::move(ended));
  };
  if (request.has_sent_at()) *call->events.mutable_sent_at() = request.sent_at();
  Quotas::Wanted letters;  // the events are charged by the BatchPublisher
  for (size_t i = 0; i < call->statements.size(); ++i) {
    RefuseForeign(origin.caller, call->statements[i]);
    Say(call->statements[i], *response->add_outcomes());
    if (call->statements[i].kind == Kind::kUnmapped) ++letters[call->statements[i].event.game_id];
    if (call->statements[i].kind != Kind::kEvent) continue;
    *call->events.add_events() = events::ToProto(call->statements[i].event);
    call->places.push_back(static_cast<int>(i));
  }
  if (auto over = publisher_.Charge(letters)) return call->done(*std::move(over));
  SendEvents(std::move(call), origin);
}

void XapiPublisher::SendEvents(std::unique_ptr<Call> call, const Origin& origin) {
  if (call->places.empty()) return SendLetters(std::move(call));
  Call* const held = call.get();
  publisher_.Publish(held->events, origin, &held->published,
                     [this, call = std::move(call)](Ended ended) mutable {
                       if (!ended.status.ok()) return call->done(std::move(ended));
                       SendLetters(std::move(call));
                     });
}

// After the events: a call that is sent again because of them leaves no letter twice.
void XapiPublisher::SendLetters(std::unique_ptr<Call> call) {
  v1::PublishXapiResponse& response = *call->response;
  for (int i = 0; i < call->published.outcomes_size(); ++i) {
    *response.mutable_outcomes(call->places[static_cast<size_t>(i)]) = call->published.outcomes(i);
  }
  std::vector<kafka::Record> letters;
  for (const auto& statement : call->statements) {
    if (statement.kind == Kind::kRefused) probe_.Rejected(statement.why);
    if (statement.kind != Kind::kUnmapped) continue;
    letters.push_back(ToDeadLetter(statement, topics_.learner_events()));
  }
  response.set_accepted(call->published.accepted());
  response.set_unmapped(static_cast<uint32_t>(letters.size()));
  response.set_rejected(static_cast<uint32_t>(response.outcomes_size()) - response.accepted() -
                        response.unmapped());
  probe_.Unmapped(static_cast<int>(letters.size()));

  auto* in_flight =
      new InFlight([](int, const kafka::Position&) {},
                   [this, call = std::move(call)](const absl::Status& status) {
                     call->done({service::ToGrpc(status),
                                 absl::IsResourceExhausted(status) ? gate_.ReturnAfterMs(clock_()) : 0});
                   });
  absl::Status status;
  for (const kafka::Record& letter : letters) {
    in_flight->Expect();
    status = producer_.Produce(
        topics_.dead_letters(), letter,
        [in_flight](const absl::StatusOr<kafka::Position>& at) { in_flight->Answer(0, at); });
    if (status.ok()) continue;
    in_flight->Answer(0, status);
    break;
  }
  in_flight->Release(status);
}

}  // namespace yachay::ingestion
