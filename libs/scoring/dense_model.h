// Layers on prepared inputs: logistic regression is one layer, the small neural net two with a ReLU between;
// softmax at the end. Its file is JSON whose numbers read back as the same floats:
//
//   {"format": "yachay-dense-1", "layers": [{"inputs": 21, "outputs": 3, "weights": […], "bias": […]}, …]}
//
// `weights` holds an input's row after the other: weights[input · outputs + output].
//
// Sums run over the inputs in order, in float, one row at a time: the same bits on every machine and in every
// batch. Trap: compile with -ffp-contract=off and without -ffast-math.
#ifndef SCORING_DENSE_MODEL_H_
#define SCORING_DENSE_MODEL_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "scoring/preparation.h"
#include "scoring/scorer.h"

namespace yachay::scoring {

struct Layer {
  size_t inputs = 0;
  size_t outputs = 0;
  std::vector<float> weights;  // inputs × outputs
  std::vector<float> bias;     // outputs
};

std::string LayersToJson(const std::vector<Layer>& layers);
// InvalidArgument, naming the layer and field: no JSON, another format, lengths that do not fit, a number
// that is not finite, more than 16 layers or 4096 outputs.
absl::StatusOr<std::vector<Layer>> LayersFromJson(std::string_view json);

class DenseModel : public Scorer {
 public:
  // InvalidArgument when the layers do not take what the preparation gives, or end in fewer than two outputs.
  static absl::StatusOr<DenseModel> Create(std::vector<models::Preparation> steps, std::vector<Layer> layers);

  size_t num_features() const override { return steps_.size(); }
  size_t num_outputs() const override { return layers_.back().outputs; }
  size_t num_classes() const override { return num_outputs(); }
  std::string kind() const override;
  void Score(absl::Span<const float> rows, absl::Span<float> scores) const override;
  void Margins(absl::Span<const float> rows, absl::Span<float> margins) const override;
  // Of one layer, where they are exact: weight times prepared input, summed over a feature's inputs. The bias
  // is the layer's: the margin of a row at the center of every number and without any category.
  absl::Status Contributions(absl::Span<const float> row, std::vector<float>* out) const override;

 private:
  DenseModel(std::vector<models::Preparation> steps, std::vector<Layer> layers);

  std::vector<models::Preparation> steps_;
  std::vector<Layer> layers_;
  size_t widest_ = 0;  // of all inputs and outputs
};

}  // namespace yachay::scoring

#endif  // SCORING_DENSE_MODEL_H_
