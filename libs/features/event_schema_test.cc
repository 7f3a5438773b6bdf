#include "features/event_schema.h"

#include <set>

#include "absl/strings/match.h"
#include "testing/catch.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::features {
namespace {

using google::protobuf::FieldDescriptor;

// The proto's field of a name in views: durations end in _ms here.
const FieldDescriptor* ProtoField(const google::protobuf::Descriptor& message, const std::string& name) {
  if (const auto* field = message.FindFieldByName(name)) return field;
  if (!absl::EndsWith(name, "_ms")) return nullptr;
  const auto* field = message.FindFieldByName(name.substr(0, name.size() - 3));
  const bool duration = field != nullptr && field->message_type() != nullptr &&
                        field->message_type()->full_name() == "google.protobuf.Duration";
  return duration ? field : nullptr;
}

bool Fits(FieldType type, const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:  // a duration; ProtoField() saw to it
      return type == FieldType::kWhole || type == FieldType::kNumber;
    case FieldDescriptor::CPPTYPE_UINT32:
      return type == FieldType::kWhole;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return type == FieldType::kNumber;
    case FieldDescriptor::CPPTYPE_BOOL:
      return type == FieldType::kFlag;
    case FieldDescriptor::CPPTYPE_ENUM:
      return type == FieldType::kText;
    case FieldDescriptor::CPPTYPE_STRING:
      return type == (field.is_repeated() ? FieldType::kTexts : FieldType::kText);
    default:
      return false;
  }
}

// Not for features: identifiers of sessions and of people.
const std::set<std::string> kLeftOut = {"session_started.session_id",  "session_ended.session_id",
                                        "roster_changed.classroom_id", "roster_changed.teacher_id",
                                        "roster_changed.guardian_id",  "roster_changed.removed",
                                        "erasure_requested.request_id"};

const google::protobuf::OneofDescriptor& Payload() {
  return *events::v1::LearnerEvent::descriptor()->FindOneofByName("payload");
}

}  // namespace

TEST_CASE("every field of the table is one of the proto, of its type") {
  for (const EventKind& kind : EventKinds()) {
    const auto* payload = events::v1::LearnerEvent::descriptor()->FindFieldByName(kind.name);
    INFO(kind.name);
    REQUIRE(payload != nullptr);
    for (const EventField& field : kind.fields) {
      INFO(field.name);
      const auto* proto = ProtoField(*payload->message_type(), field.name);
      REQUIRE(proto != nullptr);
      CHECK(Fits(field.type, *proto));
    }
  }
}

TEST_CASE("every field of the proto is in the table, or left out on purpose") {
  for (int i = 0; i < Payload().field_count(); ++i) {
    const auto& payload = *Payload().field(i);
    const EventKind* kind = FindEventKind(payload.name());
    for (int f = 0; f < payload.message_type()->field_count(); ++f) {
      const std::string name = payload.message_type()->field(f)->name();
      INFO(payload.name() << "." << name);
      const bool known = kind != nullptr && (FindEventField(*kind, name) != nullptr ||
                                             FindEventField(*kind, name + "_ms") != nullptr);
      CHECK(known != (kLeftOut.count(payload.name() + "." + name) == 1));
    }
  }
}

TEST_CASE("the kinds stand where their payloads stand in the variant") {
  const events::Payload payloads[] = {
      events::SessionStarted{}, events::SessionEnded{},     events::ItemAttempted{},
      events::ContentShown{},   events::ContentCompleted{}, events::ContentAbandoned{},
      events::ContentRated{},   events::LevelReached{},     events::AchievementUnlocked{},
      events::PurchaseMade{},   events::DeviceReported{},   events::ConnectionMeasured{},
      events::ProfileUpdated{}, events::PreferenceSet{},    events::ConsentChanged{},
      events::RosterChanged{}};
  for (const auto& payload : payloads) {
    const EventKind* kind = FindEventKind(events::PayloadName(payload));
    REQUIRE(kind != nullptr);
    CHECK(kind->payload == payload.index());
    events::Event event;
    event.occurred_at_ms = 0;
    event.payload = payload;
    for (const EventField& field : kind->fields)
      (void)field.read(event);  // throws when it is another payload's
  }
}

TEST_CASE("what was not said is no value") {
  events::Event event;
  event.payload = events::ProfileUpdated{{}, 3, {}, "", {}};
  const EventKind& profile = *FindEventKind("profile_updated");
  CHECK(FindEventField(profile, "birth_year")->read(event).index() == 0);
  CHECK(std::get<std::int64_t>(FindEventField(profile, "grade")->read(event)) == 3);
  CHECK(std::get<std::string_view>(FindEventField(profile, "region")->read(event))
            .empty());  // said to be empty
  event.payload = events::SessionStarted{"s", "", "Hard"};
  const EventKind& started = *FindEventKind("session_started");
  CHECK(FindEventField(started, "game_genre")->read(event).index() == 0);
  CHECK(std::get<std::string_view>(FindEventField(started, "game_difficulty")->read(event)) == "Hard");
  CHECK(FindEventField(started, "duration_ms") == nullptr);
}

}  // namespace yachay::features
