#include "cli/dead_letters.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/cloud_event.h"
#include "events/codec.h"
#include "events/validation.h"
#include "events/xapi.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::cli {
namespace {

constexpr char kMarker[] = "replayed";
constexpr const char* kLetterHeaders[] = {"error", "original_topic", "original_partition", "original_offset",
                                          "attempt"};

std::string HeaderOf(const kafka::Record& record, std::string_view name) {
  const std::string* value = kafka::FindHeader(record, name);
  return value == nullptr ? "" : *value;
}

std::string OriginalOf(const kafka::ReceivedRecord& record) {
  if (kafka::FindHeader(record, "original_offset") != nullptr) {
    return absl::StrCat(HeaderOf(record, "original_topic"), "/", HeaderOf(record, "original_partition"), "/",
                        HeaderOf(record, "original_offset"));
  }
  if (HeaderOf(record, "ce_type") == "org.xapi.statement")
    return absl::StrCat("xapi/", HeaderOf(record, "ce_id"));
  return absl::StrCat(record.topic, "/", record.partition, "/", record.offset);  // put there by hand
}

std::vector<kafka::Header> HeadersOf(const events::Event& event) {
  std::vector<kafka::Header> headers;
  for (auto& [name, value] : events::CloudEventHeaders(event)) headers.push_back({name, std::move(value)});
  return headers;
}

absl::StatusOr<kafka::Record> RecordOf(const events::Event& event) {
  const auto violations = events::Validate(event, event.received_at_ms.value_or(0));
  if (!violations.empty()) return absl::InvalidArgumentError(events::Describe(violations));
  kafka::Record record;
  record.key = event.learner_id;
  record.value = events::Encode(event);
  record.headers = HeadersOf(event);
  return record;
}

absl::StatusOr<kafka::Record> FromStatement(const DeadLetter& letter) {
  std::string game = HeaderOf(letter.record, "ce_source");
  if (game.starts_with("/games/")) game = game.substr(7);
  auto mapped = events::MapXapi(letter.record.value, {.game_id = game, .now_ms = letter.record.timestamp_ms});
  if (!mapped.ok()) return mapped.status();
  if (mapped->size() != 1) return absl::InvalidArgumentError("expected one statement");
  events::XapiStatement& statement = mapped->front();
  if (statement.kind != events::XapiStatement::Kind::kEvent) {
    return absl::InvalidArgumentError(events::Describe(statement.why));
  }
  statement.event.received_at_ms = letter.record.timestamp_ms;  // when it was put aside
  return RecordOf(statement.event);
}

}  // namespace

std::string DeadLetter::id() const { return absl::StrCat(record.partition, ":", record.offset); }
bool DeadLetter::is_xapi() const { return original.starts_with("xapi/"); }

void DeadLetters::Add(const kafka::ReceivedRecord& record) {
  if (const std::string* original = kafka::FindHeader(record, kMarker)) {
    replayed_[*original] = true;
    return;
  }
  std::string original = OriginalOf(record);
  by_original_.try_emplace(original, DeadLetter{record, original, HeaderOf(record, "error")});
}

std::vector<DeadLetter> DeadLetters::All() const {
  std::vector<DeadLetter> letters;
  for (const auto& [original, letter] : by_original_) {
    letters.push_back(letter);
    letters.back().replayed = replayed_.contains(original);
  }
  std::stable_sort(letters.begin(), letters.end(), [](const DeadLetter& a, const DeadLetter& b) {
    return a.record.timestamp_ms < b.record.timestamp_ms;
  });
  return letters;
}

absl::StatusOr<kafka::Record> Repaired(const DeadLetter& letter) {
  if (letter.is_xapi()) return FromStatement(letter);
  const auto event = events::Decode(letter.record.value);
  if (!event.ok()) return event.status();
  kafka::Record record{.key = letter.record.key, .value = letter.record.value, .headers = {}};
  for (const kafka::Header& header : letter.record.headers) {
    if (std::find(std::begin(kLetterHeaders), std::end(kLetterHeaders), header.name) ==
        std::end(kLetterHeaders)) {
      record.headers.push_back(header);
    }
  }
  return record;
}

absl::StatusOr<kafka::Record> Corrected(const DeadLetter& letter, const std::string& json, absl::Time now) {
  events::v1::LearnerEvent proto;
  const auto parsed = google::protobuf::util::JsonStringToMessage(json, &proto);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the correction of ", letter.id(), ": ", std::string(parsed.message())));
  }
  events::Event event = events::FromProto(proto);
  if (!event.received_at_ms) event.received_at_ms = absl::ToUnixMillis(now);
  return RecordOf(event);
}

kafka::Record MarkerOf(const DeadLetter& letter, const kafka::Position& sent_to) {
  return {.key = letter.record.key,
          .value = "",
          .headers = {{kMarker, letter.original},
                      {"replayed_topic", sent_to.topic},
                      {"replayed_partition", absl::StrCat(sent_to.partition)},
                      {"replayed_offset", absl::StrCat(sent_to.offset)}}};
}

std::string ValueText(const DeadLetter& letter) {
  if (letter.is_xapi()) return letter.record.value;
  events::v1::LearnerEvent proto;
  std::string text;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  if (proto.ParseFromString(letter.record.value) &&
      google::protobuf::util::MessageToJsonString(proto, &text, options).ok()) {
    return text;
  }
  return absl::StrCat("0x", absl::BytesToHexString(letter.record.value));
}

}  // namespace yachay::cli
