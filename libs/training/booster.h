// XGBoost's C API behind values that free themselves and errors that are Status.
#ifndef TRAINING_BOOSTER_H_
#define TRAINING_BOOSTER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace yachay::training {

class Booster {
 public:
  using Settings = std::vector<std::pair<std::string, std::string>>;

  // Holds a copy of rows × width values (NaN is missing). `weights` is empty or one per row.
  static absl::StatusOr<Booster> Create(absl::Span<const float> values, size_t width,
                                        absl::Span<const float> labels, absl::Span<const float> weights,
                                        const Settings& settings);

  // Ranking: sizes of the groups of rows that are ordered among themselves, in order. REQUIRES: they sum to
  // the rows.
  absl::Status SetGroups(absl::Span<const unsigned> sizes);

  // Rows that are only measured on. REQUIRES: the same width.
  absl::Status AddValidation(absl::Span<const float> values, absl::Span<const float> labels,
                             absl::Span<const float> weights);

  absl::Status UpdateOneRound(int round);
  // Log loss on the validation rows after `round`. REQUIRES: AddValidation was called.
  absl::StatusOr<double> ValidationLoss(int round) const;
  absl::StatusOr<std::string> Save() const;  // UBJSON
  // Transformed scores of rows, row by row. `rows` stays the caller's.
  absl::StatusOr<std::vector<float>> Predict(absl::Span<const float> rows, size_t width) const;
  // Total gain per feature; 0 for one that no tree splits on.
  absl::StatusOr<std::vector<double>> Gain() const;

 private:
  struct Free {
    void operator()(void* handle) const;
  };
  struct FreeMatrix {
    void operator()(void* handle) const;
  };

  std::unique_ptr<void, FreeMatrix> matrix_;
  std::unique_ptr<void, FreeMatrix> validation_;
  std::unique_ptr<void, Free> booster_;
  size_t width_ = 0;
};

}  // namespace yachay::training

#endif  // TRAINING_BOOSTER_H_
