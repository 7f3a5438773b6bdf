// How the quality of a window's columns is kept.
#ifndef DRIFT_MONITOR_CORE_QUALITY_JSON_H_
#define DRIFT_MONITOR_CORE_QUALITY_JSON_H_

#include <nlohmann/json.hpp>
#include <vector>

#include "drift/data_quality.h"

namespace yachay::drift_monitor {

nlohmann::json QualitiesToJson(const std::vector<drift::ColumnQuality>& qualities);
// Throws nlohmann::json::exception when it is none.
std::vector<drift::ColumnQuality> QualitiesFromJson(const nlohmann::json& json);

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_QUALITY_JSON_H_
