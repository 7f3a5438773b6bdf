#ifndef FEATURES_YAML_READER_H_
#define FEATURES_YAML_READER_H_

#include "yaml/reader.h"

// The words of yaml/reader.h, for the parsers of view files.
namespace yachay::features {

using yaml::CheckKeys;
using yaml::Positive;
using yaml::Refuse;
using yaml::Refused;
using yaml::Text;
using yaml::Whole;

}  // namespace yachay::features

#endif  // FEATURES_YAML_READER_H_
