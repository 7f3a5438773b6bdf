#ifndef FEATURES_VIEW_H_
#define FEATURES_VIEW_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "features/builtins.h"
#include "features/expression.h"
#include "features/plan.h"
#include "yaml/source.h"

namespace yachay::features {

struct Feature {
  std::string name;         // within its view
  std::string description;  // the definition in words
  FeatureType type = FeatureType::kNumber;
  std::variant<const Builtin*, Expression> source;  // folded by code, or declared

  FeatureValue Read(const Moment& moment) const;
};

// A named group of features with one definition.
struct View {
  std::string name;
  std::string description;
  std::string owner;         // whom to ask
  std::int64_t version = 1;  // told by its owner: raised, it makes a new hash
  // A value whose event is older than this at as_of is OUTSIDE_MAX_AGE; 0: never.
  std::int64_t max_age_ms = 0;
  std::vector<Feature> features;
  // 16 hexadecimal digits over what can change a value: version, names, order, types, definitions, max age,
  // the fold's version, and the calibration's or the rewards' where a feature depends on it.
  std::string hash;
};

// One "view:feature" to read.
struct FeatureRef {
  const View* view = nullptr;
  const Feature* feature = nullptr;
};

// The views of a store, by name. Immutable and thread-safe; references point into it.
class ViewSet {
 public:
  // INVALID_ARGUMENT: two views of one name.
  static absl::StatusOr<ViewSet> Create(std::vector<View> views);
  ViewSet(ViewSet&&) = default;
  ViewSet& operator=(ViewSet&&) = default;

  const std::vector<View>& views() const { return views_; }  // by name
  // "view:feature" and "view:*", in the order asked. INVALID_ARGUMENT names every one that is not there.
  absl::StatusOr<std::vector<FeatureRef>> Resolve(absl::Span<const std::string> names) const;
  // What a fold has to keep for these views (features/fold.h).
  const Plan& plan() const { return plan_; }

 private:
  explicit ViewSet(std::vector<View> views);
  bool Append(std::string_view name, std::vector<FeatureRef>& refs) const;

  std::vector<View> views_;
  Plan plan_;
};

// Text of a view file, and the name to call it by in messages.
using ViewSource = yaml::Source;

// Reads one view. INVALID_ARGUMENT with file:line: no YAML, an unknown or missing key, a wrong type, an
// event, field or aggregate that does not exist, a name that is there twice; and what is allowed there.
// `rewards_version`: gamification::Rules::hash.
absl::StatusOr<View> ParseView(const ViewSource& source, std::string_view calibration_version,
                               std::string_view rewards_version = "");

absl::StatusOr<ViewSet> ParseViews(absl::Span<const ViewSource> sources, std::string_view calibration_version,
                                   std::string_view rewards_version = "");

// The files *.yaml of a folder, by name. NOT_FOUND: no such folder, or none in it.
absl::StatusOr<std::vector<ViewSource>> ReadViewFolder(const std::string& folder);

// "number", "text", "number_map".
const char* FeatureTypeName(FeatureType type);

}  // namespace yachay::features

#endif  // FEATURES_VIEW_H_
