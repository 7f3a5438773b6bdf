#include "adapters/explanation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/answer.h"
#include "service/status.h"

namespace yachay::inference {
namespace {

constexpr size_t kDefaultTop = 5;

// The margin that speaks for a class: its place, and −1 where the margin speaks for the other class.
struct Margin {
  size_t at = 0;
  float sign = 1;
};

Margin MarginOf(const LoadedModel& model, size_t class_at) {
  if (model.num_margins() > 1) return {class_at, 1};
  return {0, model.is_regression() || class_at == 1 ? 1.0F : -1.0F};
}

void SetValue(const models::Feature& feature, float value, v1::Contribution& to) {
  if (std::isnan(value)) return;
  if (feature.kind == models::FeatureKind::kNumber) {
    to.set_number(static_cast<double>(value));
  } else {
    to.set_text(feature.categories[static_cast<size_t>(value)]);
  }
}

// `contributions` holds one per feature, then the bias.
void Fill(const LoadedModel& model, absl::Span<const float> row, absl::Span<const float> contributions,
          float sign, size_t top, v1::Explanation& to) {
  std::vector<size_t> order(row.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::abs(contributions[a]) > std::abs(contributions[b]);
  });
  float rest = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    const float contribution = sign * contributions[order[i]];
    if (i >= top) {
      rest += contribution;
      continue;
    }
    const models::Feature& feature = model.manifest().features[order[i]];
    v1::Contribution& one = *to.add_contributions();
    one.set_feature(feature.name);
    one.set_contribution(contribution);
    SetValue(feature, row[order[i]], one);
  }
  to.set_bias(sign * contributions[row.size()]);
  to.set_rest(rest);
}

grpc::Status ExplainRow(const LoadedModel& model, absl::Span<const float> row, int class_at, size_t top,
                        v1::Explanation& to) {
  std::vector<float> contributions;
  const absl::Status explained = model.scorer().Contributions(row, &contributions);
  if (!explained.ok()) return service::ToGrpc(explained);
  if (class_at < 0) {
    std::vector<float> scores(model.num_scores());
    model.Score(row, absl::MakeSpan(scores));
    class_at = static_cast<int>(MostProbable(scores));
  }
  const Margin margin = MarginOf(model, static_cast<size_t>(class_at));
  std::vector<float> margins(model.num_margins());
  model.scorer().Margins(row, absl::MakeSpan(margins));
  if (!model.is_regression()) to.set_class_name(model.manifest().classes[static_cast<size_t>(class_at)]);
  to.set_margin(margin.sign * margins[margin.at]);
  const size_t stride = row.size() + 1;
  Fill(model, row, absl::MakeConstSpan(contributions).subspan(margin.at * stride, stride), margin.sign, top,
       to);
  return grpc::Status::OK;
}

}  // namespace

grpc::Status Explain(const LoadedModel& model, const v1::ExplainRequest& request,
                     const v1::FeatureMatrix& features, v1::ExplainResponse& response) {
  const auto& classes = model.manifest().classes;
  const auto found = std::find(classes.begin(), classes.end(), request.class_name());
  if (!request.class_name().empty() && found == classes.end()) {
    return service::InvalidArgument(
        {{"class_name", absl::StrCat("\"", request.class_name(), "\" is no class of the model; expected ",
                                     classes.empty() ? "none" : absl::StrJoin(classes, ", "))}});
  }
  EncodedRows rows;
  if (grpc::Status status = Encode(model, features, rows); !status.ok()) return status;
  response.set_model(model.manifest().name);
  response.set_version(static_cast<uint64_t>(model.manifest().version));
  const int class_at = request.class_name().empty() ? -1 : static_cast<int>(found - classes.begin());
  const size_t top = request.top() == 0 ? kDefaultTop : request.top();
  const absl::Span<const float> values = rows.values;
  for (size_t row = 0; row < rows.rows; ++row) {
    grpc::Status status = ExplainRow(model, values.subspan(row * model.num_features(), model.num_features()),
                                     class_at, top, *response.add_rows());
    if (!status.ok()) return status;
  }
  return grpc::Status::OK;
}

}  // namespace yachay::inference
