#ifndef YAML_READER_H_
#define YAML_READER_H_

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <initializer_list>
#include <string>

// Reading of definition files (feature views, rewards) with messages that tell the line.
namespace yachay::yaml {

// What is wrong and where. Thrown by all that reads nodes, for parsers to catch as yaml-cpp's own errors are.
struct Refused {
  YAML::Mark mark;
  std::string what;
};
[[noreturn]] void Refuse(const YAML::Node& node, std::string what);

// Refuses what is no map, an unknown key and one that is there twice. `what`: "a feature view".
void CheckKeys(const YAML::Node& map, const char* what, std::initializer_list<const char*> allowed);

// A text that is not empty.
std::string Text(const YAML::Node& map, const char* key);
// A whole number; `absent` when the key is not there.
std::int64_t Whole(const YAML::Node& map, const char* key, std::int64_t min, std::int64_t max,
                   std::int64_t absent);
// A finite number above 0; `absent` when the key is not there.
double Positive(const YAML::Node& map, const char* key, double absent);

}  // namespace yachay::yaml

#endif  // YAML_READER_H_
