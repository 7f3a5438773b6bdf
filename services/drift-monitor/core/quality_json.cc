#include "core/quality_json.h"

namespace yachay::drift_monitor {
namespace {

using Json = nlohmann::json;

Json ToJson(const drift::ColumnQuality& quality) {
  return {{"name", quality.name},
          {"missing", quality.missing},
          {"missing_share", quality.missing_share},
          {"reference_missing_share", quality.reference_missing_share},
          {"distinct", quality.distinct},
          {"constant", quality.constant},
          {"almost_constant", quality.almost_constant},
          {"out_of_range", quality.out_of_range},
          {"new_categories", quality.new_categories},
          {"misfits", quality.misfits},
          {"type_changed", quality.type_changed},
          {"absent", quality.absent},
          {"remarkable", quality.remarkable}};
}

drift::ColumnQuality FromJson(const Json& json) {
  drift::ColumnQuality quality;
  json.at("name").get_to(quality.name);
  json.at("missing").get_to(quality.missing);
  json.at("missing_share").get_to(quality.missing_share);
  json.at("reference_missing_share").get_to(quality.reference_missing_share);
  json.at("distinct").get_to(quality.distinct);
  json.at("constant").get_to(quality.constant);
  json.at("almost_constant").get_to(quality.almost_constant);
  json.at("out_of_range").get_to(quality.out_of_range);
  json.at("new_categories").get_to(quality.new_categories);
  json.at("misfits").get_to(quality.misfits);
  json.at("type_changed").get_to(quality.type_changed);
  json.at("absent").get_to(quality.absent);
  json.at("remarkable").get_to(quality.remarkable);
  return quality;
}

}  // namespace

Json QualitiesToJson(const std::vector<drift::ColumnQuality>& qualities) {
  Json json = Json::array();
  for (const drift::ColumnQuality& quality : qualities) json.push_back(ToJson(quality));
  return json;
}

std::vector<drift::ColumnQuality> QualitiesFromJson(const Json& json) {
  std::vector<drift::ColumnQuality> qualities;
  for (const Json& quality : json) qualities.push_back(FromJson(quality));
  return qualities;
}

}  // namespace yachay::drift_monitor
