#include "events/codec.h"

#include <google/protobuf/arena.h>

#include <array>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "events/decode_payload.h"
#include "events/encode_payload.h"
#include "events/proto_time.h"
#include "events/validation.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::events {

Event FromProto(const v1::LearnerEvent& proto) {
  Event event;
  event.event_id = proto.event_id();
  event.learner_id = proto.learner_id();
  event.game_id = proto.game_id();
  event.device_id = proto.device_id();
  event.device_sequence = proto.device_sequence();
  if (proto.has_occurred_at()) event.occurred_at_ms = ToMs(proto.occurred_at());
  if (proto.has_received_at()) event.received_at_ms = ToMs(proto.received_at());
  event.utc_offset_ms = ToMs(proto.utc_offset());
  event.payload = DecodePayload(proto);
  return event;
}

namespace {

void Fill(const Event& event, v1::LearnerEvent& proto) {
  proto.set_event_id(event.event_id);
  proto.set_learner_id(event.learner_id);
  proto.set_game_id(event.game_id);
  proto.set_device_id(event.device_id);
  proto.set_device_sequence(event.device_sequence);
  if (event.occurred_at_ms) SetMs(*event.occurred_at_ms, proto.mutable_occurred_at(), false);
  if (event.received_at_ms) SetMs(*event.received_at_ms, proto.mutable_received_at(), false);
  if (event.utc_offset_ms != 0) SetMs(event.utc_offset_ms, proto.mutable_utc_offset(), true);
  EncodePayload(event.payload, proto);
}

}  // namespace

v1::LearnerEvent ToProto(const Event& event) {
  v1::LearnerEvent proto;
  Fill(event, proto);
  return proto;
}

absl::StatusOr<Event> Decode(std::string_view bytes) {
  v1::LearnerEvent proto;
  if (bytes.size() > INT32_MAX || !proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::InvalidArgumentError(
        absl::StrCat("the value of ", bytes.size(), " bytes is not a yachay.events.v1.LearnerEvent"));
  }
  Event event = FromProto(proto);
  const std::int64_t now_ms = event.received_at_ms.value_or(event.occurred_at_ms.value_or(0));
  const auto violations = Validate(event, now_ms);
  if (!violations.empty()) return absl::InvalidArgumentError(Describe(violations));
  return event;
}

std::string Encode(const Event& event) {
  // On the stack: an event is a dozen small messages and strings, and this runs for every record.
  alignas(8) std::array<char, 2048> block;
  google::protobuf::ArenaOptions options;
  options.initial_block = block.data();
  options.initial_block_size = block.size();
  google::protobuf::Arena arena(options);
  auto* proto = google::protobuf::Arena::CreateMessage<v1::LearnerEvent>(&arena);
  Fill(event, *proto);
  return proto->SerializeAsString();
}

}  // namespace yachay::events
