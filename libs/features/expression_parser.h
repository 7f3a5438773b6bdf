#ifndef FEATURES_EXPRESSION_PARSER_H_
#define FEATURES_EXPRESSION_PARSER_H_

#include <yaml-cpp/yaml.h>

#include <string>

#include "features/expression.h"

// A declared feature of a view file. Internal to libs/features.
namespace yachay::features {

struct ParsedExpression {
  Expression expression;
  FeatureType type = FeatureType::kNumber;
  std::string definition;  // the same for all that means the same; goes into the view's hash
};

// `feature`: a map that has "aggregate"; keys that do not belong to an aggregate are left to the caller.
// Throws Refused (features/yaml_reader.h).
ParsedExpression ParseExpression(const YAML::Node& feature);

}  // namespace yachay::features

#endif  // FEATURES_EXPRESSION_PARSER_H_
