// Collaborative taste: what learners with a similar history completed and liked, as factors per item.
//
// Source: Hu, Koren, Volinsky, "Collaborative filtering for implicit feedback datasets" (ICDM 2008). A
// learner's factors are not kept: they are solved for from what the learner completed, so that a new
// completion counts at once and nothing personal is in the artefact.
//
//   auto taste = Taste::Parse(json);                             // made by `yachay recommend taste`
//   const auto learner = taste->FoldIn({*taste->Find("frac-7")});
//   float liking = taste->Liking(learner, *taste->Find("frac-8"));
//
// Immutable after construction: safe to share between threads.
#ifndef TASTE_TASTE_H_
#define TASTE_TASTE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace yachay::taste {

struct Item {
  std::string id;
  double evidence = 0;         // learners whose completions and ratings made the factors; 0 and above
  std::vector<float> factors;  // as many as the taste's rank
};

class Taste {
 public:
  static constexpr std::size_t kMostRank = 256;

  // InvalidArgument: no items, a rank outside 1 to 256, factors of another length or not finite, an id twice,
  // a regularization not above 0 or a confidence below 0.
  static absl::StatusOr<Taste> Create(std::vector<Item> items, double regularization, double confidence);
  // {"format": "yachay-taste-1", "regularization": …, "confidence": …, "items": [{"id", "evidence",
  // "factors"}]}. InvalidArgument says what is wrong and where.
  static absl::StatusOr<Taste> Parse(std::string_view json);
  std::string ToJson() const;

  std::size_t rank() const { return items_.front().factors.size(); }
  const std::vector<Item>& items() const { return items_; }
  // The item's place in items().
  std::optional<std::size_t> Find(std::string_view id) const;

  // Factors of a learner who completed these items; empty for none: nothing is known of the taste.
  std::vector<float> FoldIn(absl::Span<const std::size_t> completed) const;
  // How much the learner is expected to like the item: about 0 to 1. REQUIRES: factors of FoldIn, not empty.
  float Liking(absl::Span<const float> learner, std::size_t item) const;

 private:
  Taste() = default;

  std::vector<Item> items_;
  std::map<std::string, std::size_t, std::less<>> places_;
  std::vector<double> gram_;  // YᵀY + λI, rank × rank
  double regularization_ = 0;
  double confidence_ = 0;
};

}  // namespace yachay::taste

#endif  // TASTE_TASTE_H_
