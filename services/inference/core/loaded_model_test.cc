#include "core/loaded_model.h"

#include <bit>

#include "fixture/model_fixture.h"
#include "testing/catch.h"

namespace yachay::inference {
namespace {

bool Contains(const absl::Status& status, const std::string& part) {
  return std::string(status.message()).find(part) != std::string::npos;
}

TEST_CASE("a loaded model scores as XGBoost does, bit for bit") {
  const int classes = GENERATE(3, 2, 0);
  const XgboostModel trained(classes, 20, 5);
  models::FolderRegistry registry = NewRegistry();
  const auto model = LoadedModel::Load(registry, Promote(registry, trained.Candidate("m")));
  REQUIRE(model.ok());

  const size_t rows = 500;
  const std::vector<float> values = RandomRows(rows, 17);
  const std::vector<float> expected = trained.Scores(values);
  std::vector<float> scores(rows * (*model)->num_scores());
  (*model)->Score(values, absl::MakeSpan(scores));

  // XGBoost gives only the second class's chance of two.
  const size_t per_row = expected.size() / rows;
  const size_t first = (*model)->num_scores() - per_row;
  size_t differing = 0;
  for (size_t i = 0; i < rows; ++i) {
    for (size_t k = 0; k < per_row; ++k) {
      const float ours = scores[i * (*model)->num_scores() + first + k];
      if (std::bit_cast<uint32_t>(ours) != std::bit_cast<uint32_t>(expected[i * per_row + k])) ++differing;
    }
    if (classes == 2) CHECK(scores[2 * i] == 1.0F - scores[2 * i + 1]);
  }
  CHECK(differing == 0);
  CHECK((*model)->is_regression() == (classes == 0));
}

TEST_CASE("one differing golden bit refuses the version and says which row") {
  const XgboostModel trained(3, 5, 5);
  models::FolderRegistry registry = NewRegistry();
  models::Candidate candidate = trained.Candidate("m");
  auto golden = models::GoldenFromJson(candidate.files["golden.json"], "golden.json");
  REQUIRE(golden.ok());
  float& score = (*golden)[7].scores[1];
  score = std::bit_cast<float>(std::bit_cast<uint32_t>(score) ^ 1U);
  candidate.files["golden.json"] = models::GoldenToJson(*golden);

  const auto model = LoadedModel::Load(registry, Promote(registry, candidate));
  CHECK(model.status().code() == absl::StatusCode::kFailedPrecondition);
  CHECK(Contains(model.status(), "golden.json"));
  CHECK(Contains(model.status(), "7"));
}

TEST_CASE("a truncated model file is refused by its path") {
  const XgboostModel trained(3, 5, 5);
  models::FolderRegistry registry = NewRegistry();
  const models::VersionRef ref = Promote(registry, trained.Candidate("m"));
  const std::string bytes = trained.Ubj();
  Overwrite(registry, ref, "model.ubj", bytes.substr(0, bytes.size() / 2));
  const auto model = LoadedModel::Load(registry, ref);
  CHECK_FALSE(model.ok());
  CHECK(Contains(model.status(), "model.ubj"));
}

TEST_CASE("a model that does not fit its manifest is refused") {
  models::FolderRegistry registry = NewRegistry();
  models::Candidate candidate = XgboostModel(3, 2, 5).Candidate("m");
  candidate.manifest.classes = {"Low", "High"};
  const auto classes = LoadedModel::Load(registry, Promote(registry, candidate));
  CHECK(classes.status().code() == absl::StatusCode::kFailedPrecondition);
  CHECK(Contains(classes.status(), "scores 3 classes, manifest.json names 2"));

  candidate = XgboostModel(3, 2, 5).Candidate("m");
  candidate.manifest.features.pop_back();
  const auto features = LoadedModel::Load(registry, Promote(registry, candidate));
  CHECK(Contains(features.status(), "takes 11 features, manifest.json names 10"));
}

TEST_CASE("a version copied from another one is refused") {
  models::FolderRegistry registry = NewRegistry();
  const XgboostModel trained(3, 2, 5);
  const models::VersionRef first = Promote(registry, trained.Candidate("m"));
  const models::VersionRef second = Promote(registry, trained.Candidate("m"));
  const auto manifest = registry.ReadFile(first, "manifest.json");
  REQUIRE(manifest.ok());
  Overwrite(registry, second, "manifest.json", *manifest);
  const auto model = LoadedModel::Load(registry, second);
  CHECK_FALSE(model.ok());
}

}  // namespace
}  // namespace yachay::inference
