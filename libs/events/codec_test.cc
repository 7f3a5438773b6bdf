#include "events/codec.h"

#include <limits>

#include "testing/catch.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::events {
namespace {

constexpr std::int64_t kNow = 1'780'000'000'123;

std::vector<Payload> OneOfEach() {
  return {SessionStarted{"s", "RPG", "Easy"},
          SessionEnded{"s", 1'234'567},
          ItemAttempted{"i", {"add", "sub"}, true, 1500, 2, 4},
          ItemAttempted{"i", {"add"}, false, {}, 0, 0},
          ContentShown{"c", "v", "r"},
          ContentCompleted{"c", "v", "r", 60'000, 0.5},
          ContentCompleted{"c", "", "", 0, {}},
          ContentAbandoned{"c", "v", "r", 7},
          ContentRated{"c", 4},
          LevelReached{12},
          AchievementUnlocked{"first"},
          PurchaseMade{"hat"},
          DeviceReported{512, 100, 320, 480, "Android 8.1"},
          ConnectionMeasured{312.25, 64.5, true, ConnectionMeasured::Type::kCellular},
          ProfileUpdated{2014, 6, "qu", "Cusco", "Female"},
          ProfileUpdated{{}, {}, "", {}, {}},
          PreferenceSet{"audio", "on"},
          ConsentChanged{ConsentChanged::Purpose::kTraining, true},
          RosterChanged{"c", "t", "g", true},
          ErasureRequested{"r"}};
}

Event Make(Payload payload) {
  return {"0f8fad5b-d9cb-469f-a165-70867728950e",
          "learner",
          "game",
          "phone",
          7,
          kNow - 5,
          kNow,
          -5 * 3'600'000,
          std::move(payload)};
}

}  // namespace

TEST_CASE("every payload survives the wire") {
  for (const auto& payload : OneOfEach()) {
    INFO(PayloadName(payload));
    const Event event = Make(payload);
    const Event back = FromProto(ToProto(event));
    CHECK(back.payload.index() == payload.index());
    CHECK(back.occurred_at_ms == event.occurred_at_ms);
    CHECK(back.received_at_ms == event.received_at_ms);
    CHECK(back.utc_offset_ms == event.utc_offset_ms);
    CHECK(Encode(back) == Encode(event));  // equal bytes: every field was kept
    CHECK(ToProto(event).payload_case() == static_cast<int>(payload.index()) + 19);
  }
}

TEST_CASE("fields keep their values") {
  const Event event =
      FromProto(ToProto(Make(ConnectionMeasured{312.25, 64.5, true, ConnectionMeasured::Type::kCellular})));
  const auto& connection = std::get<ConnectionMeasured>(event.payload);
  CHECK(connection.rtt_ms == 312.25);
  CHECK(connection.downlink_kbps == 64.5);
  CHECK(event.device_id == "phone");
  CHECK(event.device_sequence == 7);
}

TEST_CASE("the log's reader says why a record is bad") {
  CHECK(Decode(Encode(Make(LevelReached{3}))).ok());
  CHECK(Decode("\xff\xff not a message").status().message().find("not a yachay.events.v1") !=
        std::string::npos);
  CHECK(Decode("").status().message().find("payload") != std::string::npos);
  CHECK(Decode(Encode(Make(std::monostate{}))).status().message().find("payload") != std::string::npos);
  CHECK(Decode(Encode(Make(LevelReached{0}))).status().message().find("level_reached.level") !=
        std::string::npos);
}

TEST_CASE("a payload of a later version is an error, not an empty event") {
  std::string bytes = Encode(Make(std::monostate{}));
  bytes += std::string("\xFA\x0F\x00", 3);  // field 255, length 0
  const auto event = Decode(bytes);
  REQUIRE(!event.ok());
  CHECK(event.status().message().find("payload") != std::string::npos);
}

TEST_CASE("times beyond all sense are held and then refused") {
  v1::LearnerEvent proto = ToProto(Make(LevelReached{3}));
  proto.mutable_occurred_at()->set_seconds(std::numeric_limits<std::int64_t>::max());
  proto.mutable_utc_offset()->set_seconds(std::numeric_limits<std::int64_t>::min());
  const auto event = Decode(proto.SerializeAsString());
  REQUIRE(!event.ok());
  CHECK(event.status().message().find("occurred_at") != std::string::npos);
  CHECK(event.status().message().find("utc_offset") != std::string::npos);
}

TEST_CASE("a Timestamp before 1970 keeps its milliseconds") {
  Event event = Make(LevelReached{3});
  event.occurred_at_ms = -1;
  CHECK(ToProto(event).occurred_at().nanos() == 999'000'000);
  CHECK(FromProto(ToProto(event)).occurred_at_ms == -1);
}

}  // namespace yachay::events
