#include "features/event_schema.h"

#include <array>
#include <optional>

#include "absl/strings/str_cat.h"
#include "features/local_day.h"

namespace yachay::features {
namespace {

FieldValue ToField(std::int64_t v) { return v; }
FieldValue ToField(std::uint32_t v) { return static_cast<std::int64_t>(v); }
FieldValue ToField(bool v) { return std::int64_t{v ? 1 : 0}; }
FieldValue ToField(double v) { return v; }
FieldValue ToField(const std::string& v) {
  return v.empty() ? FieldValue() : FieldValue(std::string_view(v));
}
FieldValue ToField(const std::vector<std::string>& v) { return &v; }
FieldValue ToField(const std::optional<std::string>& v) {
  return v ? FieldValue(std::string_view(*v)) : FieldValue();
}
template <typename T>
FieldValue ToField(const std::optional<T>& v) {
  return v ? ToField(*v) : FieldValue();
}
FieldValue ToField(events::ConnectionMeasured::Type v) {
  static constexpr std::array<std::string_view, 5> kNames = {"unknown", "cellular", "wifi", "ethernet",
                                                             "offline"};
  return kNames.at(static_cast<std::size_t>(v));
}
FieldValue ToField(events::ConsentChanged::Purpose v) {
  static constexpr std::array<std::string_view, 3> kNames = {"unknown", "personalisation", "training"};
  return kNames.at(static_cast<std::size_t>(v));
}

template <auto Member>
struct Of;
template <typename P, typename T, T P::*Member>
struct Of<Member> {
  static FieldValue Read(const events::Event& event) { return ToField(std::get<P>(event.payload).*Member); }
};
template <auto Member>
constexpr auto kRead = &Of<Member>::Read;

using events::ConnectionMeasured;
using events::ConsentChanged;
using events::ContentAbandoned;
using events::ContentCompleted;
using events::ContentRated;
using events::ContentShown;
using events::DeviceReported;
using events::ItemAttempted;
using events::ProfileUpdated;
using Type = FieldType;

constexpr EventField kSessionStarted[] = {
    {"game_genre", Type::kText, kRead<&events::SessionStarted::game_genre>},
    {"game_difficulty", Type::kText, kRead<&events::SessionStarted::game_difficulty>}};
constexpr EventField kSessionEnded[] = {
    {"duration_ms", Type::kWhole, kRead<&events::SessionEnded::duration_ms>}};
constexpr EventField kItemAttempted[] = {
    {"item_id", Type::kText, kRead<&ItemAttempted::item_id>},
    {"skill_ids", Type::kTexts, kRead<&ItemAttempted::skill_ids>},
    {"correct", Type::kFlag, kRead<&ItemAttempted::correct>},
    {"response_time_ms", Type::kWhole, kRead<&ItemAttempted::response_time_ms>},
    {"hints", Type::kWhole, kRead<&ItemAttempted::hints>},
    {"choices", Type::kWhole, kRead<&ItemAttempted::choices>}};
constexpr EventField kContentShown[] = {
    {"content_id", Type::kText, kRead<&ContentShown::content_id>},
    {"variant_id", Type::kText, kRead<&ContentShown::variant_id>},
    {"recommendation_id", Type::kText, kRead<&ContentShown::recommendation_id>}};
constexpr EventField kContentCompleted[] = {
    {"content_id", Type::kText, kRead<&ContentCompleted::content_id>},
    {"variant_id", Type::kText, kRead<&ContentCompleted::variant_id>},
    {"recommendation_id", Type::kText, kRead<&ContentCompleted::recommendation_id>},
    {"time_spent_ms", Type::kWhole, kRead<&ContentCompleted::time_spent_ms>},
    {"score", Type::kNumber, kRead<&ContentCompleted::score>}};
constexpr EventField kContentAbandoned[] = {
    {"content_id", Type::kText, kRead<&ContentAbandoned::content_id>},
    {"variant_id", Type::kText, kRead<&ContentAbandoned::variant_id>},
    {"recommendation_id", Type::kText, kRead<&ContentAbandoned::recommendation_id>},
    {"time_spent_ms", Type::kWhole, kRead<&ContentAbandoned::time_spent_ms>}};
constexpr EventField kContentRated[] = {{"content_id", Type::kText, kRead<&ContentRated::content_id>},
                                        {"stars", Type::kWhole, kRead<&ContentRated::stars>}};
constexpr EventField kLevelReached[] = {{"level", Type::kWhole, kRead<&events::LevelReached::level>}};
constexpr EventField kAchievementUnlocked[] = {
    {"achievement_id", Type::kText, kRead<&events::AchievementUnlocked::achievement_id>}};
constexpr EventField kPurchaseMade[] = {
    {"product_id", Type::kText, kRead<&events::PurchaseMade::product_id>}};
constexpr EventField kDeviceReported[] = {
    {"ram_mib", Type::kWhole, kRead<&DeviceReported::ram_mib>},
    {"free_storage_mib", Type::kWhole, kRead<&DeviceReported::free_storage_mib>},
    {"screen_width_px", Type::kWhole, kRead<&DeviceReported::screen_width_px>},
    {"screen_height_px", Type::kWhole, kRead<&DeviceReported::screen_height_px>},
    {"os", Type::kText, kRead<&DeviceReported::os>}};
constexpr EventField kConnectionMeasured[] = {
    {"rtt_ms", Type::kNumber, kRead<&ConnectionMeasured::rtt_ms>},
    {"downlink_kbps", Type::kNumber, kRead<&ConnectionMeasured::downlink_kbps>},
    {"metered", Type::kFlag, kRead<&ConnectionMeasured::metered>},
    {"type", Type::kText, kRead<&ConnectionMeasured::type>}};
constexpr EventField kProfileUpdated[] = {{"birth_year", Type::kWhole, kRead<&ProfileUpdated::birth_year>},
                                          {"grade", Type::kWhole, kRead<&ProfileUpdated::grade>},
                                          {"language", Type::kText, kRead<&ProfileUpdated::language>},
                                          {"region", Type::kText, kRead<&ProfileUpdated::region>},
                                          {"gender", Type::kText, kRead<&ProfileUpdated::gender>}};
constexpr EventField kPreferenceSet[] = {{"key", Type::kText, kRead<&events::PreferenceSet::key>},
                                         {"value", Type::kText, kRead<&events::PreferenceSet::value>}};
constexpr EventField kConsentChanged[] = {{"purpose", Type::kText, kRead<&ConsentChanged::purpose>},
                                          {"granted", Type::kFlag, kRead<&ConsentChanged::granted>}};

FieldValue GameId(const events::Event& event) { return ToField(event.game_id); }
FieldValue Day(const events::Event& event) {
  return std::int64_t{LocalDay(*event.occurred_at_ms, event.utc_offset_ms)};
}
constexpr EventField kEveryEvent[] = {{"game_id", Type::kText, GameId}, {"local_day", Type::kWhole, Day}};

const EventKind kKinds[] = {
    {"session_started", 1, kSessionStarted},
    {"session_ended", 2, kSessionEnded},
    {"item_attempted", 3, kItemAttempted},
    {"content_shown", 4, kContentShown},
    {"content_completed", 5, kContentCompleted},
    {"content_abandoned", 6, kContentAbandoned},
    {"content_rated", 7, kContentRated},
    {"level_reached", 8, kLevelReached},
    {"achievement_unlocked", 9, kAchievementUnlocked},
    {"purchase_made", 10, kPurchaseMade},
    {"device_reported", 11, kDeviceReported},
    {"connection_measured", 12, kConnectionMeasured},
    {"profile_updated", 13, kProfileUpdated},
    {"preference_set", 14, kPreferenceSet},
    {"consent_changed", 15, kConsentChanged},
    {"roster_changed", 16, {}},
};

const EventField* Find(absl::Span<const EventField> fields, std::string_view name) {
  for (const EventField& field : fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

}  // namespace

absl::Span<const EventKind> EventKinds() { return kKinds; }

const EventKind* FindEventKind(std::string_view name) {
  for (const EventKind& kind : kKinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

const EventField* FindEventField(const EventKind& kind, std::string_view name) {
  const EventField* own = Find(kind.fields, name);
  return own != nullptr ? own : Find(kEveryEvent, name);
}

std::string EventFieldNames(const EventKind& kind) {
  std::string names;
  for (const EventField& field : kind.fields) absl::StrAppend(&names, field.name, ", ");
  for (const EventField& field : kEveryEvent) absl::StrAppend(&names, field.name, ", ");
  names.resize(names.size() - 2);
  return names;
}

const char* FieldTypeName(FieldType type) {
  static constexpr std::array<const char*, 5> kNames = {"whole number", "number", "text", "flag",
                                                        "list of texts"};
  return kNames.at(static_cast<std::size_t>(type));
}

}  // namespace yachay::features
