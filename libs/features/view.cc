#include "features/view.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace yachay::features {

FeatureValue Feature::Read(const Moment& moment) const {
  if (const auto* builtin = std::get_if<const Builtin*>(&source)) return (*builtin)->read(moment);
  return Evaluate(std::get<Expression>(source), moment);
}

ViewSet::ViewSet(std::vector<View> views) : views_(std::move(views)) {
  for (const View& view : views_) {
    for (const Feature& feature : view.features) {
      const auto* expression = std::get_if<Expression>(&feature.source);
      if (expression == nullptr) continue;
      plan_.Add(expression->term.accumulator);
      if (expression->denominator) plan_.Add(expression->denominator->accumulator);
    }
  }
}

absl::StatusOr<ViewSet> ViewSet::Create(std::vector<View> views) {
  std::sort(views.begin(), views.end(), [](const View& a, const View& b) { return a.name < b.name; });
  for (std::size_t i = 1; i < views.size(); ++i) {
    if (views[i].name == views[i - 1].name) {
      return absl::InvalidArgumentError(
          absl::StrCat("two view files define the view ", views[i].name, "; remove one"));
    }
  }
  return ViewSet(std::move(views));
}

bool ViewSet::Append(std::string_view name, std::vector<FeatureRef>& refs) const {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view wanted = name.substr(colon + 1);
  const auto view = std::find_if(views_.begin(), views_.end(),
                                 [&](const View& v) { return v.name == name.substr(0, colon); });
  if (view == views_.end()) return false;
  const std::size_t before = refs.size();
  for (const Feature& feature : view->features) {
    if (wanted == "*" || feature.name == wanted) refs.push_back({&*view, &feature});
  }
  return refs.size() > before;
}

absl::StatusOr<std::vector<FeatureRef>> ViewSet::Resolve(absl::Span<const std::string> names) const {
  std::vector<FeatureRef> refs;
  std::vector<std::string> unknown;
  for (const std::string& name : names) {
    if (!Append(name, refs)) unknown.push_back(absl::StrCat("\"", name, "\""));
  }
  if (unknown.empty()) return refs;
  const std::string known =
      absl::StrJoin(views_, ", ", [](std::string* out, const View& v) { absl::StrAppend(out, v.name); });
  return absl::InvalidArgumentError(absl::StrCat("unknown features: ", absl::StrJoin(unknown, ", "),
                                                 "; expected \"view:feature\" or \"view:*\" of the views ",
                                                 known, " (ListFeatureViews tells their features)"));
}

const char* FeatureTypeName(FeatureType type) {
  switch (type) {
    case FeatureType::kNumber:
      return "number";
    case FeatureType::kText:
      return "text";
    case FeatureType::kNumberMap:
      return "number_map";
  }
  return "unknown";
}

}  // namespace yachay::features
