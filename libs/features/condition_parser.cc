#include "features/condition_parser.h"

#include <cmath>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "features/yaml_reader.h"

namespace yachay::features {
namespace {

using Op = Condition::Op;
constexpr std::pair<const char*, Op> kOps[] = {{"==", Op::kIs},     {"!=", Op::kIsNot}, {"<", Op::kBelow},
                                               {"<=", Op::kAtMost}, {">", Op::kAbove},  {">=", Op::kAtLeast},
                                               {"has", Op::kHas}};

struct Words {
  std::string field, op, operand;
};

Words Split(const YAML::Node& node) {
  const std::string text = node.IsScalar() ? node.Scalar() : "";
  const std::size_t first = text.find(' ');
  const std::size_t second = first == std::string::npos ? first : text.find(' ', first + 1);
  if (second == std::string::npos)
    Refuse(node, "expected a condition like \"correct == true\" or \"duration_ms > 0\", or a list of them");
  return {text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

Op ReadOp(const YAML::Node& node, const Words& words, const EventField& field) {
  for (const auto& [name, op] : kOps) {
    if (words.op != name) continue;
    const bool equality = op == Op::kIs || op == Op::kIsNot;
    const bool fits = field.type == FieldType::kTexts                                    ? op == Op::kHas
                      : field.type == FieldType::kText || field.type == FieldType::kFlag ? equality
                                                                                         : op != Op::kHas;
    if (fits) return op;
    Refuse(node, absl::StrCat("\"", words.op, "\" does not go with \"", field.name, "\", which is a ",
                              FieldTypeName(field.type), "; texts and flags take == and !=, lists take has"));
  }
  Refuse(node, absl::StrCat("unknown comparison \"", words.op, "\"; allowed are == != < <= > >= has"));
}

std::variant<double, std::string> ReadOperand(const YAML::Node& node, const Words& words,
                                              const EventField& field) {
  if (field.type == FieldType::kText || field.type == FieldType::kTexts) return words.operand;
  if (field.type == FieldType::kFlag) {
    if (words.operand == "true" || words.operand == "false") return words.operand == "true" ? 1.0 : 0.0;
    Refuse(node, absl::StrCat("\"", field.name, "\" is a flag: expected true or false"));
  }
  double number = 0;
  if (!absl::SimpleAtod(words.operand, &number) || !std::isfinite(number))
    Refuse(node,
           absl::StrCat("\"", field.name, "\" is a ", FieldTypeName(field.type), ": expected a number"));
  return number;
}

Condition ReadCondition(const YAML::Node& node, const EventKind& event, std::string& normal) {
  const Words words = Split(node);
  Condition condition;
  condition.field = &FieldOf(node, event, words.field);
  condition.op = ReadOp(node, words, *condition.field);
  condition.operand = ReadOperand(node, words, *condition.field);
  absl::StrAppend(&normal, words.field, " ", words.op, " ", words.operand, ";");
  return condition;
}

}  // namespace

const EventField& FieldOf(const YAML::Node& node, const EventKind& event, const std::string& name) {
  if (const EventField* field = FindEventField(event, name)) return *field;
  Refuse(node,
         absl::StrCat("\"", event.name, "\" has no field \"", name, "\"; it has ", EventFieldNames(event)));
}

std::string ParseConditions(const YAML::Node& node, const EventKind& event, std::vector<Condition>* out) {
  std::string normal;
  if (!node) return normal;
  if (!node.IsSequence()) {
    out->push_back(ReadCondition(node, event, normal));
    return normal;
  }
  for (const YAML::Node& one : node) out->push_back(ReadCondition(one, event, normal));
  return normal;
}

}  // namespace yachay::features
