// A model's life told in order: what was asked, trained, decided, moved.
#ifndef TOOLS_CLI_MODELS_STORY_H_
#define TOOLS_CLI_MODELS_STORY_H_

#include <string>
#include <vector>

#include "models/registry.h"
#include "yachay/models/v1/models.pb.h"

namespace yachay::cli {

struct StoryLine {
  std::string when;  // RFC 3339, UTC
  std::string what;  // "asked", "candidate", "promoted", "rejected", "rolled back", "moved"
  int version = 0;  // 0: the request led to none
  std::string who;
  std::string why;
  std::string request_key;  // "" when no request led to it
};

// Oldest first. A move of the ledger that an event tells of stands once, as the event; at the same second
// what was asked comes before what it led to. Pure.
std::vector<StoryLine> TellStory(const std::vector<models::AliasMove>& moves,
                                 const std::vector<models::v1::ModelEvent>& events,
                                 const std::vector<models::v1::RetrainRequested>& requests);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_MODELS_STORY_H_
