#include "events/xapi_verbs.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "absl/strings/str_cat.h"

namespace yachay::events::xapi {
namespace {

using Result = std::variant<Payload, NoPayload>;

std::string ObjectId(const Json& s) { return IdOf(TextAt(s, {"object", "id"})); }

// A session is the registration (a UUID for one run through the content), else the activity itself.
std::string SessionId(const Json& s) {
  const std::string registration = TextAt(s, {"context", "registration"});
  return registration.empty() ? ObjectId(s) : registration;
}

std::int64_t DurationMs(const Json& s) {
  return ParseDurationMs(TextAt(s, {"result", "duration"})).value_or(0);
}

// Share of the points: scaled, else raw between min and max.
std::optional<double> Score(const Json& s) {
  const Json& scaled = At(s, {"result", "score", "scaled"});
  if (scaled.is_number()) return scaled.get<double>();
  const Json& raw = At(s, {"result", "score", "raw"});
  const Json& max = At(s, {"result", "score", "max"});
  const Json& min = At(s, {"result", "score", "min"});
  if (!raw.is_number() || !max.is_number()) return std::nullopt;
  const double low = min.is_number() ? min.get<double>() : 0;
  const double range = max.get<double>() - low;
  if (!(range > 0)) return std::nullopt;
  return (raw.get<double>() - low) / range;
}

// Skills: the activities that the item is grouped under, else its parents, else its categories.
std::vector<std::string> Skills(const Json& s) {
  for (const char* kind : {"grouping", "parent", "category"}) {
    const Json& activities = At(s, {"context", "contextActivities", kind});
    std::vector<std::string> skills;
    if (activities.is_object()) skills.push_back(IdOf(TextAt(activities, {"id"})));  // 1.0.3 allows one alone
    if (activities.is_array()) {
      for (const Json& activity : activities) skills.push_back(IdOf(TextAt(activity, {"id"})));
    }
    if (!skills.empty()) return skills;
  }
  return {};
}

Result Started(const Json& s) { return SessionStarted{SessionId(s), "", ""}; }
Result Ended(const Json& s) { return SessionEnded{SessionId(s), DurationMs(s)}; }
Result Shown(const Json& s) { return ContentShown{ObjectId(s), "", ""}; }
Result Abandoned(const Json& s) { return ContentAbandoned{ObjectId(s), "", "", DurationMs(s)}; }
Result Earned(const Json& s) { return AchievementUnlocked{ObjectId(s)}; }
Result Purchased(const Json& s) { return PurchaseMade{ObjectId(s)}; }

Result Completed(const Json& s) { return ContentCompleted{ObjectId(s), "", "", DurationMs(s), Score(s)}; }

Result Answered(const Json& s) {
  const Json& success = At(s, {"result", "success"});
  if (!success.is_boolean())
    return NoPayload{"result.success", "expected true or false for an answer, found none"};
  ItemAttempted item{ObjectId(s), Skills(s), success.get<bool>(), {}, 0, 0};
  if (item.skill_ids.empty()) item.skill_ids.push_back(item.item_id);
  item.response_time_ms = ParseDurationMs(TextAt(s, {"result", "duration"}));
  const Json& choices = At(s, {"object", "definition", "choices"});
  if (choices.is_array() && choices.size() >= 2 && choices.size() <= 20) {
    item.choices = static_cast<std::uint32_t>(choices.size());
  }
  return item;
}

Result Rated(const Json& s) {
  const Json& raw = At(s, {"result", "score", "raw"});
  const Json& max = At(s, {"result", "score", "max"});
  if (raw.is_number() && (!max.is_number() || max.get<double>() == 5)) {
    const double stars = raw.get<double>();
    if (stars >= 1 && stars <= 5)
      return ContentRated{ObjectId(s), static_cast<std::uint32_t>(std::lround(stars))};
  }
  const auto share = Score(s);
  if (!share || !(*share >= 0 && *share <= 1)) {
    return NoPayload{"result.score", "expected raw from 1 to 5, or a share from 0 to 1, for a rating"};
  }
  return ContentRated{ObjectId(s), static_cast<std::uint32_t>(1 + std::lround(*share * 4))};
}

Result Progressed(const Json& s) {
  const std::string type = IdOf(TextAt(s, {"object", "definition", "type"}));
  const Json& raw = At(s, {"result", "score", "raw"});
  if ((type == "level" || type == "game-level") && raw.is_number() && raw.get<double>() >= 1 &&
      raw.get<double>() <= 10'000) {
    return LevelReached{static_cast<std::uint32_t>(raw.get<double>())};
  }
  return NoPayload{"verb",
                   "progress within an activity is no event; a level of a game is one, with its number (1 to "
                   "10,000) in result.score.raw"};
}

Result Preferred(const Json& s) { return PreferenceSet{ObjectId(s), TextAt(s, {"result", "response"})}; }

Result Voided(const Json&) {
  return NoPayload{"verb", "the log is never changed: what a learner wants gone is an erasure request"};
}

using Mapping = Result (*)(const Json&);

// By IRI, so that a verb of the same name from elsewhere is not taken for one of these.
const std::map<std::string, Mapping, std::less<>>& Verbs() {
  static const auto* verbs = new std::map<std::string, Mapping, std::less<>>{
      {"http://adlnet.gov/expapi/verbs/initialized", Started},
      {"http://adlnet.gov/expapi/verbs/terminated", Ended},
      {"http://adlnet.gov/expapi/verbs/attempted", Shown},
      {"http://adlnet.gov/expapi/verbs/experienced", Shown},
      {"http://adlnet.gov/expapi/verbs/launched", Shown},
      {"http://adlnet.gov/expapi/verbs/completed", Completed},
      {"http://adlnet.gov/expapi/verbs/passed", Completed},
      {"http://adlnet.gov/expapi/verbs/failed", Completed},
      {"http://adlnet.gov/expapi/verbs/mastered", Completed},
      {"http://adlnet.gov/expapi/verbs/exited", Abandoned},
      {"https://w3id.org/xapi/adl/verbs/abandoned", Abandoned},
      {"http://adlnet.gov/expapi/verbs/answered", Answered},
      {"http://adlnet.gov/expapi/verbs/progressed", Progressed},
      {"http://adlnet.gov/expapi/verbs/preferred", Preferred},
      {"http://adlnet.gov/expapi/verbs/voided", Voided},
      {"http://id.tincanapi.com/verb/rated", Rated},
      {"http://id.tincanapi.com/verb/earned", Earned},
      {"https://w3id.org/xapi/seriousgames/verbs/unlocked", Earned},
      {"http://activitystrea.ms/schema/1.0/purchase", Purchased},
  };
  return *verbs;
}

}  // namespace

Result PayloadOf(const Json& statement) {
  const std::string verb = TextAt(statement, {"verb", "id"});
  // Both schemes are met in the field for the same verb.
  auto found = Verbs().find(verb);
  if (found == Verbs().end() && verb.starts_with("https://"))
    found = Verbs().find("http://" + verb.substr(8));
  if (found == Verbs().end() && verb.starts_with("http://"))
    found = Verbs().find("https://" + verb.substr(7));
  if (found == Verbs().end()) {
    return NoPayload{"verb.id",
                     absl::StrCat("no event says \"", verb.substr(0, 200), "\"; XAPI.md lists the verbs")};
  }
  const std::string type = TextAt(statement, {"object", "objectType"});
  if (found->second != Voided && !type.empty() && type != "Activity") {
    return NoPayload{"object.objectType",
                     absl::StrCat("expected an Activity, found \"", type.substr(0, 40), "\"")};
  }
  return found->second(statement);
}

}  // namespace yachay::events::xapi
