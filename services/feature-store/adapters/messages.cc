#include "adapters/messages.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace yachay::feature_store {
namespace {

constexpr int kMaxFeatures = 200;
constexpr int kMaxLearners = 1000;
constexpr int kMaxOffsets = 10'000;
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

void ReadService(const features::v1::GetFeaturesRequest& request, const Definitions& definitions,
                 FeatureQuery& query, Violations& out) {
  const auto service = definitions.services.find(request.feature_service());
  if (service == definitions.services.end()) {
    std::vector<std::string> names;
    for (const auto& [name, known] : definitions.services) names.push_back(name);
    out.push_back({"feature_service", absl::StrCat("there is no \"", request.feature_service(),
                                                   "\"; there are ", absl::StrJoin(names, ", "))});
    return;
  }
  if (auto refs = definitions.views.Resolve(service->second.features); refs.ok())
    query.refs = *std::move(refs);
  else
    out.push_back({"feature_service", std::string(refs.status().message())});
}

void ReadOffsets(const features::v1::GetFeaturesRequest& request, FeatureQuery& query, Violations& out) {
  if (request.min_offsets_size() > kMaxOffsets)
    CheckCount("min_offsets", request.min_offsets_size(), kMaxOffsets, out);
  for (int i = 0; i < request.min_offsets_size(); ++i) {
    const auto& at = request.min_offsets(i);
    if (at.partition() < 0 || at.offset() < 0) {
      out.push_back({absl::StrCat("min_offsets[", i, "]"), "expected a partition and an offset from 0"});
      continue;
    }
    std::int64_t& offset = query.min_offsets[at.partition()];
    offset = std::max(offset, at.offset());
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

void SetTime(std::int64_t ms, google::protobuf::Timestamp* out) {
  const std::int64_t rest = (ms % 1000 + 1000) % 1000;
  out->set_seconds((ms - rest) / 1000);
  out->set_nanos(static_cast<std::int32_t>(rest * 1'000'000));
}

void WriteColumn(Column& column, features::v1::FeatureColumn* out) {
  out->set_name(absl::StrCat(column.feature.view->name, ":", column.feature.feature->name));
  out->set_type(TypeOf(*column.feature.feature));
  out->mutable_numbers()->Add(column.numbers.begin(), column.numbers.end());
  for (std::string& text : column.texts) out->add_texts(std::move(text));
  for (const auto& map : column.maps) {
    auto* to = out->add_maps();
    to->mutable_keys()->Reserve(static_cast<int>(map.size()));
    to->mutable_values()->Reserve(static_cast<int>(map.size()));
    for (const auto& [key, number] : map) {
      to->add_keys(key);
      to->add_values(number);
    }
  }
  out->mutable_texts()->Reserve(static_cast<int>(column.texts.size()));
  out->mutable_statuses()->Reserve(static_cast<int>(column.statuses.size()));
  for (const ValueStatus status : column.statuses) out->add_statuses(ToProto(status));
  out->mutable_value_times_ms()->Add(column.value_times_ms.begin(), column.value_times_ms.end());
}

}  // namespace

Violations ReadRequest(const features::v1::GetFeaturesRequest& request, const Definitions& definitions,
                       std::int64_t now_ms, FeatureQuery* query) {
  Violations out;
  const bool by_service = !request.feature_service().empty();
  if (by_service && request.features_size() > 0)
    out.push_back({"feature_service", "expected either features or feature_service, found both"});
  if (!by_service) CheckCount("features", request.features_size(), kMaxFeatures, out);
  CheckCount("learner_ids", request.learner_ids_size(), kMaxLearners, out);
  if (!out.empty()) return out;
  if (by_service)
    ReadService(request, definitions, *query, out);
  else
    ReadFeatures(request, definitions.views, *query, out);
  ReadLearners(request, *query, out);
  ReadAsOf(request, now_ms, *query, out);
  ReadOffsets(request, *query, out);
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
  out->set_owner(view.owner);
  out->set_version(view.version);
  if (view.max_age_ms > 0) out->mutable_max_age()->set_seconds(view.max_age_ms / 1000);
  out->set_entity("learner");
  for (const features::Feature& feature : view.features) {
    auto* to = out->add_features();
    to->set_name(feature.name);
    to->set_type(TypeOf(feature));
    to->set_description(feature.description);
  }
}

void WriteService(const FeatureService& service, features::v1::FeatureService* out) {
  out->set_name(service.name);
  out->set_owner(service.owner);
  out->set_description(service.description);
  for (const std::string& feature : service.features) out->add_features(feature);
}

void WriteReceipt(const Erasure& erasure, const std::string& learner_hash, std::int64_t retention_ms,
                  features::v1::GetErasureReceiptResponse* out) {
  out->set_learner_hash(learner_hash);
  out->set_request_id(erasure.request_id);
  SetTime(erasure.requested_ms, out->mutable_requested_at());
  SetTime(erasure.received_ms, out->mutable_received_at());
  out->mutable_erased_up_to()->set_partition(erasure.partition);
  out->mutable_erased_up_to()->set_offset(erasure.offset);
  out->set_erased_events(erasure.erased_events);
  out->set_dropped_events(erasure.dropped_events);
  SetTime(erasure.received_ms + retention_ms, out->mutable_off_the_log_by());
}

}  // namespace yachay::feature_store
