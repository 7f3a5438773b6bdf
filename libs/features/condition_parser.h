#ifndef FEATURES_CONDITION_PARSER_H_
#define FEATURES_CONDITION_PARSER_H_

#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

#include "features/plan.h"

// The filters of view files: "correct == true", or a list of such. Internal to libs/features.
namespace yachay::features {

// Refuses (features/yaml_reader.h) a field that the event does not have.
const EventField& FieldOf(const YAML::Node& node, const EventKind& event, const std::string& name);

// `node` may be undefined: no condition. Returns them in one normal form.
std::string ParseConditions(const YAML::Node& node, const EventKind& event, std::vector<Condition>* out);

}  // namespace yachay::features

#endif  // FEATURES_CONDITION_PARSER_H_
