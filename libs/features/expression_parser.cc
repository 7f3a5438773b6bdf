#include "features/expression_parser.h"

#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "features/condition_parser.h"
#include "features/fingerprint.h"
#include "features/yaml_reader.h"

namespace yachay::features {
namespace {

constexpr std::int32_t kEwmaDays = 28;
constexpr std::initializer_list<FieldType> kNumbers = {FieldType::kWhole, FieldType::kNumber,
                                                       FieldType::kFlag};
constexpr std::initializer_list<FieldType> kValues = {FieldType::kWhole, FieldType::kNumber, FieldType::kFlag,
                                                      FieldType::kText};
constexpr std::initializer_list<FieldType> kIds = {FieldType::kWhole, FieldType::kText, FieldType::kTexts};
constexpr std::initializer_list<FieldType> kYears = {FieldType::kWhole};

// What a function asks of a declaration.
struct Needs {
  bool field = true;
  bool window = true;  // may have one
  bool divides = true;
  std::initializer_list<FieldType> types;
};

Needs NeedsOf(Function function) {
  switch (function) {
    case Function::kCount:
    case Function::kAny:
      return {.field = false, .divides = false, .types = {}};
    case Function::kTimeSince:
      return {.field = false, .window = false, .types = {}};
    case Function::kLast:
      return {.window = false, .types = kValues};
    case Function::kDistinct:
      return {.divides = false, .types = kIds};
    case Function::kYearsSince:
      return {.window = false, .divides = false, .types = kYears};
    case Function::kEwma:
      return {.window = false, .types = kNumbers};
    default:
      return {.types = kNumbers};
  }
}

absl::Hex Bits(double number) { return absl::Hex(std::bit_cast<std::uint64_t>(number)); }

AggregateKind KindOf(const Term& term) {
  const bool daily = term.window_days > 0;
  switch (term.function) {
    case Function::kMin:
    case Function::kMax:
      return daily ? AggregateKind::kDailyExtremes : AggregateKind::kExtreme;
    case Function::kLast:
    case Function::kYearsSince:
      return AggregateKind::kNewest;
    case Function::kDistinct:
      if (!daily) return AggregateKind::kIds;
      return std::string_view(term.accumulator.field->name) == "local_day" ? AggregateKind::kDailyTallies
                                                                           : AggregateKind::kDailyIds;
    default:
      return daily ? AggregateKind::kDailyTallies : AggregateKind::kTotals;
  }
}

std::string FunctionList() {
  std::string names;
  for (const FunctionName& f : FunctionNames()) absl::StrAppend(&names, f.name, ", ");
  return names + "ratio";
}

Function ReadFunction(const YAML::Node& node) {
  const std::string name = Text(node, "aggregate");
  for (const FunctionName& f : FunctionNames()) {
    if (name == f.name) return f.function;
  }
  Refuse(node["aggregate"], absl::StrCat("unknown aggregate \"", name, "\"; allowed are ", FunctionList()));
}

const EventKind& ReadEvent(const YAML::Node& node) {
  const std::string name = Text(node, "event");
  if (const EventKind* kind = FindEventKind(name)) return *kind;
  std::string known;
  for (const EventKind& kind : EventKinds()) absl::StrAppend(&known, known.empty() ? "" : ", ", kind.name);
  Refuse(node["event"], absl::StrCat("unknown event \"", name, "\"; allowed are ", known));
}

void RefuseKey(const YAML::Node& node, const char* key, bool allowed) {
  if (!allowed && node[key])
    Refuse(node[key], absl::StrCat("\"", node["aggregate"].Scalar(), "\" takes no \"", key, "\""));
}

const EventField* ReadField(const YAML::Node& node, const EventKind& event, const Needs& needs) {
  RefuseKey(node, "field", needs.field);
  if (!needs.field) return nullptr;
  const EventField& field = FieldOf(node["field"] ? node["field"] : node, event, Text(node, "field"));
  if (std::find(needs.types.begin(), needs.types.end(), field.type) != needs.types.end()) return &field;
  std::string types;
  for (const FieldType type : needs.types)
    absl::StrAppend(&types, types.empty() ? "" : ", ", FieldTypeName(type));
  Refuse(node["field"], absl::StrCat("\"", node["aggregate"].Scalar(), "\" takes fields of the types ", types,
                                     "; \"", field.name, "\" is a ", FieldTypeName(field.type)));
}

std::int32_t ReadWindow(const YAML::Node& node, const Needs& needs) {
  RefuseKey(node, "window", needs.window);
  if (!needs.window) return 0;
  const std::string text = Text(node, "window");
  static constexpr std::pair<const char*, std::int32_t> kWindows[] = {
      {"1d", 1}, {"7d", 7}, {"28d", 28}, {"lifetime", 0}};
  for (const auto& [name, days] : kWindows) {
    if (text == name) return days;
  }
  Refuse(node["window"], absl::StrCat("unknown window \"", text, "\"; allowed are 1d, 7d, 28d, lifetime"));
}

Term ReadTerm(const YAML::Node& node, std::string& definition) {
  Term term;
  term.function = ReadFunction(node);
  const Needs needs = NeedsOf(term.function);
  Accumulator& a = term.accumulator;
  a.event = &ReadEvent(node);
  a.field = ReadField(node, *a.event, needs);
  a.least = term.function == Function::kMin;
  term.window_days = term.function == Function::kEwma ? kEwmaDays : ReadWindow(node, needs);
  RefuseKey(node, "window", term.function != Function::kEwma);
  RefuseKey(node, "divide_by", needs.divides);
  term.divide_by = Positive(node, "divide_by", 1);
  RefuseKey(node, "half_life_days", term.function == Function::kEwma);
  term.half_life_days = Positive(node, "half_life_days", 7);
  const std::string conditions = ParseConditions(node["where"], *a.event, &a.where);
  a.kind = KindOf(term);
  const std::string taken = absl::StrCat(static_cast<int>(a.kind), a.least ? " least " : " ", a.event->name,
                                         " ", a.field != nullptr ? a.field->name : "", " where ", conditions);
  a.id = Fingerprint(taken);
  absl::StrAppend(&definition, static_cast<int>(term.function), " ", term.window_days, " ",
                  Bits(term.divide_by), " ", Bits(term.half_life_days), " of ", taken, "\n");
  return term;
}

Term ReadPart(const YAML::Node& ratio, const char* key, std::string& definition) {
  const YAML::Node node = ratio[key];
  if (!node) Refuse(ratio, absl::StrCat("missing key \"", key, "\""));
  CheckKeys(node, "a part of a ratio",
            {"aggregate", "event", "field", "where", "window", "divide_by", "half_life_days"});
  Term term = ReadTerm(node, definition);
  const auto* field = term.accumulator.field;
  if (term.function == Function::kLast && field->type == FieldType::kText)
    Refuse(node["field"], "a ratio needs numbers, and the last of a text is a text");
  return term;
}

}  // namespace

ParsedExpression ParseExpression(const YAML::Node& feature) {
  ParsedExpression out;
  if (Text(feature, "aggregate") == "ratio") {
    for (const char* key : {"event", "field", "where", "window", "divide_by", "half_life_days"})
      RefuseKey(feature, key, false);
    out.expression.term = ReadPart(feature, "numerator", out.definition);
    out.expression.denominator = ReadPart(feature, "denominator", out.definition);
    return out;
  }
  ReadFunction(feature);  // an aggregate that is none is told before what it takes
  RefuseKey(feature, "numerator", false);
  RefuseKey(feature, "denominator", false);
  out.expression.term = ReadTerm(feature, out.definition);
  const auto* field = out.expression.term.accumulator.field;
  const bool text = out.expression.term.function == Function::kLast && field->type == FieldType::kText;
  if (text && feature["divide_by"]) Refuse(feature["divide_by"], "a text cannot be divided");
  out.type = text ? FeatureType::kText : FeatureType::kNumber;
  return out;
}

}  // namespace yachay::features
