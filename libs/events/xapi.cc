#include "events/xapi.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/xapi_values.h"
#include "events/xapi_verbs.h"

namespace yachay::events {
namespace {

using xapi::At;
using xapi::Json;
using xapi::TextAt;

constexpr int kMaxDepth = 32;

bool IsId(const std::string& value) {
  std::vector<Violation> wrong;
  Check(&wrong).Id("", value);
  return wrong.empty();
}

XapiStatement Refused(std::string id, std::string field, std::string why) {
  XapiStatement out;
  out.kind = XapiStatement::Kind::kRefused;
  out.event.event_id = std::move(id);
  out.why.push_back({std::move(field), std::move(why)});
  return out;
}

// Wherever they stand: anything may be in them, and no event is made of it.
void EraseExtensions(Json& node) {
  if (node.is_object()) node.erase("extensions");
  for (Json& part : node) {
    if (part.is_structured()) EraseExtensions(part);
  }
}

// Of the result, what is measured; a response is what somebody wrote.
void KeepMeasures(Json& statement) {
  if (!statement.contains("result")) return;
  Json measures = Json::object();
  for (const char* key : {"success", "completion", "duration", "score"}) {
    if (const Json& value = At(statement, {"result", key}); !value.is_null()) measures[key] = value;
  }
  statement["result"] = std::move(measures);
}

// Leaves what the statement says of the activity; what may name a person goes.
std::string Anonymous(Json statement) {
  statement["actor"] = {{"objectType", "Agent"},
                        {"account",
                         {{"homePage", TextAt(statement, {"actor", "account", "homePage"})},
                          {"name", TextAt(statement, {"actor", "account", "name"})}}}};
  statement.erase("authority");
  statement.erase("attachments");
  if (statement.contains("context") && statement["context"].is_object()) {
    for (const char* person : {"instructor", "team", "contextAgents", "contextGroups"})
      statement["context"].erase(person);
  }
  const std::string type = TextAt(statement, {"object", "objectType"});
  if (!type.empty() && type != "Activity" && type != "StatementRef") {
    statement["object"] = {{"objectType", type}};  // an agent, a group, or a statement about one
  }
  KeepMeasures(statement);
  EraseExtensions(statement);
  return statement.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A pseudonym, in an account; why not otherwise.
std::string ActorProblem(const Json& statement) {
  const Json& actor = At(statement, {"actor"});
  if (TextAt(actor, {"objectType"}) == "Group") return "expected one learner, found a group";
  for (const char* person : {"mbox", "mbox_sha1sum", "openid"}) {
    if (actor.is_object() && actor.contains(person)) {
      return absl::StrCat("expected an account with a pseudonym, found ", person, ", which names a person");
    }
  }
  if (!IsId(TextAt(actor, {"account", "name"}))) {
    return "expected account.name to be a pseudonym, 1 to 64 characters of [A-Za-z0-9._-]";
  }
  return "";
}

void SetTime(const Json& statement, const XapiOptions& options, Event& event) {
  auto at = xapi::ParseInstant(TextAt(statement, {"timestamp"}));
  if (!at) at = xapi::ParseInstant(TextAt(statement, {"stored"}));
  event.occurred_at_ms = at ? at->ms : options.now_ms;
  event.utc_offset_ms = at ? at->utc_offset_ms : 0;
}

XapiStatement Map(const Json& statement, const XapiOptions& options) {
  XapiStatement out;
  Event& event = out.event;
  event.event_id = TextAt(statement, {"id"});
  if (!statement.is_object()) return Refused("", "statement", "expected an object");
  if (event.event_id.empty()) {
    event.event_id = xapi::UuidOf(statement.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  if (const std::string problem = ActorProblem(statement); !problem.empty()) {
    return Refused(event.event_id, "actor", problem);
  }
  event.learner_id = TextAt(statement, {"actor", "account", "name"});
  const std::string platform = TextAt(statement, {"context", "platform"});
  event.game_id = IsId(platform) ? platform : options.game_id;
  const std::string timestamp = TextAt(statement, {"timestamp"});
  if (!timestamp.empty() && !xapi::ParseInstant(timestamp)) {
    return Refused(event.event_id, "timestamp", "expected a time as in RFC 3339");
  }
  SetTime(statement, options, event);
  auto payload = xapi::PayloadOf(statement);
  if (auto* mapped = std::get_if<Payload>(&payload)) {
    event.payload = std::move(*mapped);
    return out;
  }
  if (!IsId(event.game_id)) {  // Of an event, Validate says so.
    return Refused(event.event_id, "game_id", "expected 1 to 64 characters of [A-Za-z0-9._-]");
  }
  const auto& none = std::get<xapi::NoPayload>(payload);
  out.kind = XapiStatement::Kind::kUnmapped;
  out.why.push_back({none.field, none.reason});
  out.text = Anonymous(statement);
  return out;
}

absl::StatusOr<Json> Parse(std::string_view text) {
  bool too_deep = false;
  const auto guard = [&](int depth, Json::parse_event_t event, Json&) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    too_deep |= opens && depth > kMaxDepth;
    return !too_deep;
  };
  // Built without exceptions: a value that is no JSON is "discarded".
  Json document = Json::parse(text.begin(), text.end(), guard, /*allow_exceptions=*/false);
  if (too_deep) return absl::InvalidArgumentError(absl::StrCat("statements: nested deeper than ", kMaxDepth));
  if (document.is_discarded()) return absl::InvalidArgumentError("statements: expected JSON");
  return document;
}

}  // namespace

absl::StatusOr<std::vector<XapiStatement>> MapXapi(std::string_view json, const XapiOptions& options) {
  const absl::StatusOr<Json> document = Parse(json);
  if (!document.ok()) return document.status();
  const Json* list = &*document;
  if (list->is_object() && list->contains("statements")) list = &(*list)["statements"];
  std::vector<XapiStatement> out;
  if (list->is_object()) {
    out.push_back(Map(*list, options));
  } else if (list->is_array()) {
    for (const Json& statement : *list) out.push_back(Map(statement, options));
  } else {
    return absl::InvalidArgumentError(
        "statements: expected a statement, an array of statements, or {\"statements\": […]}");
  }
  return out;
}

}  // namespace yachay::events
