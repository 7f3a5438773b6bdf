#include "adapters/next_items.h"

#include <memory>
#include <utility>

#include "adapters/recommendation_rpc.h"
#include "core/recommender.h"

namespace yachay::recommendation {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(2);

}  // namespace

NextItems::NextItems(Parts parts) : parts_(std::move(parts)) { parts_.policy.exploration = 0; }

void NextItems::Ask(const std::string& learner_id, int count, std::optional<EventPlace> after,
                    std::function<void(Hint)> done) const {
  const auto rank = [this, count, done = std::move(done)](Known known) {
    auto shared = std::make_shared<const Known>(std::move(known));
    (void)parts_.executor->Submit([this, count, done, shared] { done(Rank(*shared, count)); });
  };
  const absl::Time now = parts_.now();
  parts_.dependencies->Ask(
      {.learner_id = learner_id, .now = now, .deadline = now + kPatience, .after = after}, rank);
}

Hint NextItems::Rank(const Known& known, int count) const {
  Request request;
  request.recommendation_id = "watch";
  request.count = count;
  request.now_ms = absl::ToUnixMillis(parts_.now());
  const auto shelf = parts_.shelves->Current();
  const Picture picture = PictureOf(known);
  Hint hint{.fallback = FallbackOf(known), .personal = picture.personal};
  for (const RecommendedItem& item :
       Recommend(*shelf, picture.learner, picture.forecast, request, parts_.policy).items)
    hint.content_ids.push_back(item.entry->content.id);
  return hint;
}

}  // namespace yachay::recommendation
