#include "scoring/open.h"

#include "absl/strings/str_cat.h"
#include "scoring/calibration.h"
#include "scoring/dense_model.h"
#include "scoring/forest_scorer.h"

namespace yachay::scoring {
namespace {

using Opened = absl::StatusOr<std::shared_ptr<const Scorer>>;

Opened OpenTrees(std::string_view bytes, const forest::Yield& yield) {
  auto forest = forest::Forest::Parse(bytes, yield);
  if (!forest.ok()) return forest.status();
  return std::make_shared<ForestScorer>(*std::move(forest));
}

Opened OpenLayers(const models::Manifest& manifest, std::string_view bytes) {
  if (auto status = CheckPreparation(manifest.preparation, manifest.features); !status.ok()) return status;
  auto layers = LayersFromJson(bytes);
  if (!layers.ok()) return layers.status();
  auto model = DenseModel::Create(manifest.preparation, *std::move(layers));
  if (!model.ok()) return model.status();
  return std::make_shared<DenseModel>(*std::move(model));
}

absl::Status CheckFit(const models::Manifest& manifest, const Scorer& scorer) {
  if (scorer.num_features() != manifest.features.size()) {
    return absl::FailedPreconditionError(absl::StrCat(manifest.model_file, " takes ", scorer.num_features(),
                                                      " features, manifest.json names ",
                                                      manifest.features.size()));
  }
  const bool regression = manifest.classes.empty() && scorer.num_classes() == 1;
  const bool classes = manifest.classes.size() >= 2 && manifest.classes.size() == scorer.num_classes();
  if (regression || classes) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(manifest.model_file, " (", scorer.kind(), ") scores ",
                                                    scorer.num_classes(), " classes, manifest.json names ",
                                                    manifest.classes.size()));
}

}  // namespace

Opened Open(const models::Manifest& manifest, std::string_view bytes, const forest::Yield& yield) {
  const bool layers = manifest.algorithm == "logistic" || manifest.algorithm == "mlp";
  auto scorer = layers ? OpenLayers(manifest, bytes) : OpenTrees(bytes, yield);
  if (!scorer.ok()) return scorer;
  if (auto status = CheckFit(manifest, **scorer); !status.ok()) return status;
  if (!manifest.calibration) return scorer;
  const size_t outputs = (*scorer)->num_outputs();
  if (outputs != (*scorer)->num_classes() || outputs < 2) {
    return absl::FailedPreconditionError(absl::StrCat("calibration: ", (*scorer)->kind(), " gives ", outputs,
                                                      " scores, expected one a class"));
  }
  if (auto status = CheckCalibration(*manifest.calibration, outputs); !status.ok()) return status;
  return Calibrated(*std::move(scorer), *manifest.calibration);
}

absl::Status Replay(const Scorer& scorer, const std::vector<models::GoldenRow>& golden) {
  if (auto status = models::CheckGoldenShape(golden, scorer.num_features(), scorer.num_outputs());
      !status.ok())
    return status;
  return models::ReplayGolden(
      golden, [&](absl::Span<const float> row, absl::Span<float> scores) { scorer.Score(row, scores); });
}

}  // namespace yachay::scoring
