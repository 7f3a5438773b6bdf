#include "adapters/messages.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace yachay::feature_store {
namespace {

constexpr int kMaxFeatures = 200;
constexpr int kMaxLearners = 1000;
constexpr std::size_t kMaxLearnerId = 64;
constexpr std::int64_t kYear1 = -62'135'596'800, kYear9999 = 253'402'300'799;  // seconds of Timestamp's range

using Violations = std::vector<service::FieldViolation>;

void CheckCount(const char* field, int count, int max, Violations& out) {
  if (count < 1 || count > max)
    out.push_back({field, absl::StrCat("expected 1 to ", max, ", found ", count)});
}

void ReadFeatures(const features::v1::GetFeaturesRequest& request, const features::ViewSet& views,
                  FeatureQuery& query, Violations& out) {
  for (int i = 0; i < request.features_size(); ++i) {
    auto refs = views.Resolve({request.features(i)});
    if (!refs.ok()) {
      out.push_back({absl::StrCat("features[", i, "]"), std::string(refs.status().message())});
      continue;
    }
    query.refs.insert(query.refs.end(), refs->begin(), refs->end());
  }
}

void ReadLearners(const features::v1::GetFeaturesRequest& request, FeatureQuery& query, Violations& out) {
  for (int i = 0; i < request.learner_ids_size(); ++i) {
    const std::string& id = request.learner_ids(i);
    if (id.empty() || id.size() > kMaxLearnerId) {
      out.push_back({absl::StrCat("learner_ids[", i, "]"),
                     absl::StrCat("expected 1 to ", kMaxLearnerId, " characters, found ", id.size())});
    }
    query.learner_ids.push_back(id);
  }
}

void ReadAsOf(const features::v1::GetFeaturesRequest& request, std::int64_t now_ms, FeatureQuery& query,
              Violations& out) {
  query.as_of_ms = now_ms;
  if (!request.has_as_of()) return;
  const auto& as_of = request.as_of();
  if (as_of.seconds() < kYear1 || as_of.seconds() > kYear9999 || as_of.nanos() < 0 ||
      as_of.nanos() > 999'999'999) {
    out.push_back({"as_of", "expected a time in the years 1 to 9999"});
    return;
  }
  query.as_of_ms = as_of.seconds() * 1000 + as_of.nanos() / 1'000'000;
}

features::v1::FeatureType TypeOf(const features::Feature& feature) {
  switch (feature.type) {
    case features::FeatureType::kNumber:
      return features::v1::FEATURE_TYPE_NUMBER;
    case features::FeatureType::kText:
      return features::v1::FEATURE_TYPE_TEXT;
    case features::FeatureType::kNumberMap:
      return features::v1::FEATURE_TYPE_NUMBER_MAP;
  }
  return features::v1::FEATURE_TYPE_UNSPECIFIED;
}

features::v1::FeatureStatus ToProto(ValueStatus status) {
  switch (status) {
    case ValueStatus::kPresent:
      return features::v1::FEATURE_STATUS_PRESENT;
    case ValueStatus::kNull:
      return features::v1::FEATURE_STATUS_NULL_VALUE;
    case ValueStatus::kNotFound:
      return features::v1::FEATURE_STATUS_NOT_FOUND;
    case ValueStatus::kOutsideMaxAge:
      return features::v1::FEATURE_STATUS_OUTSIDE_MAX_AGE;
  }
  return features::v1::FEATURE_STATUS_UNSPECIFIED;
}

void WriteColumn(Column& column, features::v1::FeatureColumn* out) {
  out->set_name(absl::StrCat(column.feature.view->name, ":", column.feature.feature->name));
  out->set_type(TypeOf(*column.feature.feature));
  out->mutable_numbers()->Add(column.numbers.begin(), column.numbers.end());
  for (std::string& text : column.texts) out->add_texts(std::move(text));
  for (const auto& map : column.maps) {
    auto* to = out->add_maps();
    for (const auto& [key, number] : map) {
      to->add_keys(key);
      to->add_values(number);
    }
  }
  for (const ValueStatus status : column.statuses) out->add_statuses(ToProto(status));
  out->mutable_value_times_ms()->Add(column.value_times_ms.begin(), column.value_times_ms.end());
}

}  // namespace

Violations ReadRequest(const features::v1::GetFeaturesRequest& request, const features::ViewSet& views,
                       std::int64_t now_ms, FeatureQuery* query) {
  Violations out;
  CheckCount("features", request.features_size(), kMaxFeatures, out);
  CheckCount("learner_ids", request.learner_ids_size(), kMaxLearners, out);
  if (!out.empty()) return out;
  ReadFeatures(request, views, *query, out);
  ReadLearners(request, *query, out);
  ReadAsOf(request, now_ms, *query, out);
  return out;
}

void WriteResponse(std::vector<Column> columns, features::v1::GetFeaturesResponse* response) {
  for (Column& column : columns) {
    (*response->mutable_view_hashes())[column.feature.view->name] = column.feature.view->hash;
    WriteColumn(column, response->add_columns());
  }
}

void WriteView(const features::View& view, features::v1::FeatureView* out) {
  out->set_name(view.name);
  out->set_hash(view.hash);
  out->set_description(view.description);
  for (const features::Feature& feature : view.features) {
    auto* to = out->add_features();
    to->set_name(feature.name);
    to->set_type(TypeOf(feature));
    to->set_description(feature.description);
  }
}

}  // namespace yachay::feature_store
