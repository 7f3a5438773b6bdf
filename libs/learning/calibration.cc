#include "learning/calibration.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace yachay::learning {
namespace {

using Json = nlohmann::json;
using Difficulties = std::map<std::string, double, std::less<>>;

absl::Status Wrong(const std::string& where, const std::string& expected) {
  return absl::InvalidArgumentError(absl::StrCat("calibration: ", where, ": expected ", expected));
}

struct NumberField {
  const char* name;
  double TracerParameters::*field;
  double least;
  double most;
};

constexpr NumberField kNumberFields[] = {
    {"k_start", &TracerParameters::k_start, 0, 10},
    {"k_decay", &TracerParameters::k_decay, 0, 10},
    {"forgetting_cost", &TracerParameters::forgetting_cost, 0, 10},
    {"known_at_first", &TracerParameters::known_at_first, 0, 1},
    {"learn", &TracerParameters::learn, 0, 1},
    {"slip", &TracerParameters::slip, 0, 0.3},
    {"guess", &TracerParameters::guess, 0, 0.4},
};

absl::Status ReadSkillLimit(const Json& value, TracerParameters& out) {
  if (!value.is_number_integer() || value < 1 || value > 1'000'000) {
    return Wrong("parameters.max_skills", "a whole number from 1 to 1000000");
  }
  out.max_skills = value.get<int>();
  return absl::OkStatus();
}

absl::Status ReadParameter(const std::string& name, const Json& value, TracerParameters& out) {
  if (name == "max_skills") return ReadSkillLimit(value, out);
  for (const NumberField& known : kNumberFields) {
    if (name != known.name) continue;
    if (!value.is_number() || !(value >= known.least && value <= known.most)) {
      return Wrong(absl::StrCat("parameters.", name),
                   absl::StrCat("a number from ", known.least, " to ", known.most));
    }
    out.*known.field = value.get<double>();
    return absl::OkStatus();
  }
  return Wrong(absl::StrCat("parameters.", name),
               "one of k_start, k_decay, forgetting_cost, known_at_first, learn, slip, guess, max_skills");
}

absl::Status ReadParameters(const Json& json, TracerParameters& out) {
  if (!json.is_object()) return Wrong("parameters", "an object");
  for (const auto& [name, value] : json.items()) {
    if (absl::Status status = ReadParameter(name, value, out); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadDifficulties(const std::string& part, const Json& json, Difficulties& out) {
  if (!json.is_object()) return Wrong(part, "an object of id: logits");
  for (const auto& [id, value] : json.items()) {
    if (!value.is_number() || !(std::abs(value.get<double>()) <= 20)) {
      return Wrong(absl::StrCat(part, ".", id), "a number from -20 to 20 (logits)");
    }
    out[id] = value.get<double>();
  }
  return absl::OkStatus();
}

absl::Status ReadPart(const std::string& name, const Json& value, Calibration& out) {
  if (name == "parameters") return ReadParameters(value, out.parameters);
  if (name == "items") return ReadDifficulties(name, value, out.items);
  if (name == "skills") return ReadDifficulties(name, value, out.skills);
  if (name != "version") return Wrong(name, "one of version, parameters, items, skills");
  if (!value.is_string()) return Wrong(name, "a text");
  out.version = value.get<std::string>();
  return absl::OkStatus();
}

double Find(const Difficulties& difficulties, std::string_view id) {
  const auto found = difficulties.find(id);
  return found == difficulties.end() ? 0 : found->second;
}

}  // namespace

double Calibration::ItemDifficulty(std::string_view item) const { return Find(items, item); }
double Calibration::SkillDifficulty(std::string_view skill) const { return Find(skills, skill); }

absl::StatusOr<Calibration> ParseCalibration(std::string_view json) {
  const Json root = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) return Wrong("the whole", "JSON");
  if (!root.is_object()) return Wrong("the whole", "a JSON object");
  Calibration calibration;
  for (const auto& [name, value] : root.items()) {
    if (absl::Status status = ReadPart(name, value, calibration); !status.ok()) return status;
  }
  return calibration;
}

absl::StatusOr<Calibration> LoadCalibration(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return absl::NotFoundError(absl::StrCat(path, ": cannot be read; give the path of a calibration"));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  absl::StatusOr<Calibration> calibration = ParseCalibration(text);
  if (calibration.ok()) return calibration;
  return absl::Status(calibration.status().code(), absl::StrCat(path, ": ", calibration.status().message()));
}

}  // namespace yachay::learning
