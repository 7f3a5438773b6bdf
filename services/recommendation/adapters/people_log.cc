#include "adapters/people_log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/cloud_event.h"
#include "adapters/proto_time.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::recommendation {

using events::v1::LearnerEvent;

namespace {

// Takes what concerns people; whatever else it is, nothing.
void Apply(const LearnerEvent& event, Roster& roster) {
  const Said said{MillisecondsOf(event.occurred_at()), event.event_id()};
  if (event.has_erasure_requested()) {
    roster.Erase(event.learner_id());
  } else if (event.has_roster_changed() && !event.roster_changed().classroom_id().empty()) {
    roster.SetMember(event.learner_id(), event.roster_changed().classroom_id(),
                     !event.roster_changed().removed(), said);
  } else if (event.has_consent_changed()) {
    const auto& consent = event.consent_changed();
    const bool training = consent.purpose() == events::v1::ConsentChanged::PURPOSE_TRAINING;
    roster.SetConsent(event.learner_id(), training ? Purpose::kTraining : Purpose::kPersonalisation,
                      consent.granted(), said);
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<PeopleLog>> PeopleLog::Create(const std::string& brokers,
                                                             const std::string& topic, Roster& roster,
                                                             OnNew on_new) {
  auto reader = kafka::LogReader::Create({.brokers = brokers,
                                          .topic = topic,
                                          .client_id = "yachay-recommendation",
                                          .partitions = {},
                                          .max_batch = 5000,
                                          .properties = {},
                                          .log = &LogKafka});
  if (!reader.ok()) return reader.status();
  return std::unique_ptr<PeopleLog>(new PeopleLog(topic, roster, std::move(on_new), *std::move(reader)));
}

void PeopleLog::Start() {
  reader_->Follow([this](kafka::Batch batch) {
    const bool is_new = reader_->caught_up();
    for (const kafka::ReceivedRecord& record : batch) Take(record, is_new);
    return absl::OkStatus();
  });
}

void PeopleLog::Stop() { reader_->Stop(); }

absl::Status PeopleLog::ready() const {
  if (reader_->caught_up()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("the roster is still being read from ", topic_));
}

void PeopleLog::Take(const kafka::ReceivedRecord& record, bool is_new) const {
  LearnerEvent event;
  if (!event.ParseFromString(record.value)) return;  // the feature store sends it to the dead letters
  Apply(event, roster_);
  if (is_new && on_new_ && !event.has_roster_changed())
    on_new_(event.learner_id(), {record.partition, record.offset});
}

}  // namespace yachay::recommendation
