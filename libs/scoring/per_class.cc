#include "scoring/per_class.h"

#include <utility>

namespace yachay::scoring {
namespace {

class TwoClasses : public Scorer {
 public:
  explicit TwoClasses(std::shared_ptr<const Scorer> inner) : inner_(std::move(inner)) {}

  size_t num_features() const override { return inner_->num_features(); }
  size_t num_outputs() const override { return 2; }
  size_t num_classes() const override { return 2; }
  std::string kind() const override { return inner_->kind(); }
  const forest::Forest* trees() const override { return inner_->trees(); }

  // (0, m): their softmax is the sigmoid of the one margin m.
  void Margins(absl::Span<const float> rows, absl::Span<float> margins) const override {
    inner_->Margins(rows, margins.first(margins.size() / 2));
    for (size_t i = margins.size() / 2; i-- > 0;) {
      margins[2 * i + 1] = margins[i];
      margins[2 * i] = 0.0F;
    }
  }

  absl::Status Contributions(absl::Span<const float> row, std::vector<float>* out) const override {
    const absl::Status status = inner_->Contributions(row, out);
    if (status.ok()) out->insert(out->begin(), out->size(), 0.0F);  // The first class's margin is 0.
    return status;
  }

  void Score(absl::Span<const float> rows, absl::Span<float> scores) const override {
    inner_->Score(rows, scores.first(scores.size() / 2));
    for (size_t i = scores.size() / 2; i-- > 0;) {
      const float chance = scores[i];
      scores[2 * i] = 1.0F - chance;
      scores[2 * i + 1] = chance;
    }
  }

 private:
  std::shared_ptr<const Scorer> inner_;
};

}  // namespace

std::shared_ptr<const Scorer> PerClass(std::shared_ptr<const Scorer> inner) {
  if (inner->num_classes() != 2 || inner->num_outputs() != 1) return inner;
  return std::make_shared<TwoClasses>(std::move(inner));
}

}  // namespace yachay::scoring
