#include "cli/models_story.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"

namespace yachay::cli {
namespace {

using models::v1::ModelEvent;

std::string When(const google::protobuf::Timestamp& at) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(at.seconds()), absl::UTCTimeZone());
}

const char* What(ModelEvent::Kind kind) {
  switch (kind) {
    case ModelEvent::KIND_CANDIDATE:
      return "candidate";
    case ModelEvent::KIND_PROMOTED:
      return "promoted";
    case ModelEvent::KIND_REJECTED:
      return "rejected";
    case ModelEvent::KIND_ROLLED_BACK:
      return "rolled back";
    default:
      return "unknown";
  }
}

// Whether the event says what the move did.
bool Tells(const ModelEvent& event, const models::AliasMove& move) {
  if (move.alias == models::kPrevious) return true;  // it follows the champion
  const int version = static_cast<int>(event.version());
  switch (event.kind()) {
    case ModelEvent::KIND_PROMOTED:
      return move.alias == models::kChampion && move.to == version;
    case ModelEvent::KIND_REJECTED:
      return move.alias == models::kChallenger && move.to == version;
    case ModelEvent::KIND_ROLLED_BACK:
      return move.alias == models::kChampion && move.from == version &&
             move.to == static_cast<int>(event.previous_champion());
    default:
      return false;
  }
}

// Order of what happened in one second.
int Rank(const StoryLine& line) {
  if (line.what == "asked") return 0;
  return line.what == "candidate" ? 1 : 2;
}

}  // namespace

std::vector<StoryLine> TellStory(const std::vector<models::AliasMove>& moves,
                                 const std::vector<ModelEvent>& events,
                                 const std::vector<models::v1::RetrainRequested>& requests) {
  std::vector<StoryLine> story;
  for (const auto& request : requests) {
    const std::string columns = absl::StrJoin(request.drifted_columns(), ", ");
    story.push_back({When(request.requested_at()), "asked", static_cast<int>(request.version()),
                     request.asked_by().empty() ? "drift-monitor" : request.asked_by(),
                     absl::StrCat(request.reason(), columns.empty() ? "" : "; drifted: ", columns),
                     request.idempotency_key()});
  }
  for (const ModelEvent& event : events) {
    story.push_back({When(event.at()), What(event.kind()), static_cast<int>(event.version()), event.actor(),
                     event.evidence(), event.request_key()});
  }
  for (const models::AliasMove& move : moves) {
    const bool told = std::any_of(events.begin(), events.end(),
                                  [&](const ModelEvent& event) { return Tells(event, move); });
    if (told) continue;
    story.push_back({move.when, "moved", move.to, move.who,
                     absl::StrCat(move.alias, " ", move.from, " -> ", move.to, ": ", move.evidence), ""});
  }
  std::stable_sort(story.begin(), story.end(), [](const StoryLine& a, const StoryLine& b) {
    return std::pair(a.when, Rank(a)) < std::pair(b.when, Rank(b));
  });
  return story;
}

}  // namespace yachay::cli
