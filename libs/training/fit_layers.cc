// Logistic regression and the small neural net, on prepared inputs.
#include <cmath>
#include <memory>
#include <numeric>

#include "training/evaluation.h"
#include "training/fit.h"
#include "training/layers.h"

namespace yachay::training {
namespace {

constexpr double kMlpL2Share = 0.1;  // of the l2 that logistic regression takes

Examples ExamplesOf(const std::vector<models::Preparation>& steps, const Dataset& data) {
  Examples examples{PrepareAll(steps, data), data.labels, data.weights, data.schema.classes.size()};
  if (examples.weights.empty()) examples.weights.assign(data.rows(), 1.0F);
  return examples;
}

MlpOptions MlpOptionsOf(const TrainOptions& options, int epochs) {
  return {.hidden = options.hidden,
          .epochs = epochs,
          .step = options.step,
          .l2 = options.l2 * kMlpL2Share,
          .seed = options.seed,
          .after_epoch = [&options, epochs](int epoch, const std::vector<scoring::Layer>&) {
            if (options.progress) options.progress(epoch, epochs);
            return true;
          }};
}

// Back from the scores: what an input can move, in absolute weights.
std::vector<double> InputReach(const std::vector<scoring::Layer>& layers) {
  std::vector<double> reach(layers.back().outputs, 1.0);
  for (size_t l = layers.size(); l-- > 0;) {
    std::vector<double> below(layers[l].inputs);
    for (size_t i = 0; i < layers[l].weights.size(); ++i) {
      const double weight = std::abs(static_cast<double>(layers[l].weights[i]));
      below[i / layers[l].outputs] += weight * reach[i % layers[l].outputs];
    }
    reach = std::move(below);
  }
  return reach;
}

std::vector<double> Importance(const std::vector<models::Preparation>& steps,
                               const std::vector<scoring::Layer>& layers) {
  const std::vector<double> reach = InputReach(layers);
  const double total = std::accumulate(reach.begin(), reach.end(), 0.0);
  std::vector<double> shares;
  size_t at = 0;
  for (const auto& step : steps) {
    const size_t inputs = step.one_hot > 0 ? step.one_hot : 1;
    double sum = 0;
    for (size_t i = 0; i < inputs; ++i) sum += reach[at++];
    shares.push_back(total > 0 ? sum / total : 0);
  }
  return shares;
}

}  // namespace

absl::StatusOr<Fitted> FitLayers(const Dataset& train, const TrainOptions& options, int rounds) {
  Fitted fitted;
  fitted.preparation = LearnPreparation(train);
  const Examples examples = ExamplesOf(fitted.preparation, train);
  const bool mlp = options.algorithm == Algorithm::kMlp;
  const auto layers =
      mlp ? FitMlp(examples, MlpOptionsOf(options, rounds)) : FitLogistic(examples, {.l2 = options.l2});
  fitted.model = scoring::LayersToJson(layers);
  fitted.model_file = "model.json";
  auto parsed = scoring::LayersFromJson(fitted.model);  // what will serve; refuses weights that ran away
  if (!parsed.ok()) return parsed.status();
  auto model = scoring::DenseModel::Create(fitted.preparation, *std::move(parsed));
  if (!model.ok()) return model.status();
  auto scorer = std::make_shared<const scoring::DenseModel>(*std::move(model));
  fitted.importance = Importance(fitted.preparation, layers);
  fitted.rounds = mlp ? rounds : 1;
  fitted.judge = [scorer](absl::Span<const float> rows) -> absl::StatusOr<std::vector<float>> {
    std::vector<float> scores(rows.size() / scorer->num_features() * scorer->num_outputs());
    scorer->Score(rows, absl::MakeSpan(scores));
    return scores;
  };
  fitted.scorer = std::move(scorer);
  return fitted;
}

absl::StatusOr<int> BestEpochs(const Dataset& train, const Dataset& validation, const TrainOptions& options) {
  const auto steps = LearnPreparation(train);
  const Examples examples = ExamplesOf(steps, train);
  double least = 0;
  int best = 0;
  MlpOptions mlp = MlpOptionsOf(options, options.epochs);
  mlp.after_epoch = [&](int epoch, const std::vector<scoring::Layer>& layers) {
    const auto model = scoring::DenseModel::Create(steps, layers);
    if (!model.ok()) return false;
    std::vector<float> scores(validation.rows() * validation.schema.classes.size());
    model->Score(validation.values, absl::MakeSpan(scores));
    const double loss = LogLoss(validation.labels, scores, validation.schema.classes.size());
    if (best == 0 || loss < least) {
      least = loss;
      best = epoch;
    }
    return epoch < best + options.patience;
  };
  FitMlp(examples, mlp);
  return std::max(best, 1);
}

}  // namespace yachay::training
