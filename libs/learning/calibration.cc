#include "learning/calibration.h"

#include <openssl/sha.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace yachay::learning {
namespace {

using Json = nlohmann::json;
using Numbers = std::map<std::string, double, std::less<>>;

constexpr double kMostLogits = 20;
constexpr double kMostAnswers = 1e15;

absl::Status Wrong(const std::string& where, const std::string& expected) {
  return absl::InvalidArgumentError(absl::StrCat("calibration: ", where, ": expected ", expected));
}

template <typename T>
struct NumberField {
  const char* name;
  double T::*field;
  double least;
  double most;
};

constexpr NumberField<TracerParameters> kTracerFields[] = {
    {"k_start", &TracerParameters::k_start, 0, 10},
    {"k_decay", &TracerParameters::k_decay, 0, 10},
    {"skill_k_start", &TracerParameters::skill_k_start, 0, 10},
    {"skill_k_decay", &TracerParameters::skill_k_decay, 0, 10},
    {"forgetting_cost", &TracerParameters::forgetting_cost, 0, 10},
};

constexpr NumberField<BktParameters> kBktFields[] = {
    {"known_at_first", &BktParameters::known_at_first, 0, 1},
    {"learn", &BktParameters::learn, 0, 1},
    {"slip", &BktParameters::slip, 0, kMostSlip},
    {"guess", &BktParameters::guess, 0, kMostGuess},
    {"forget", &BktParameters::forget, 0, 1},
};

template <typename T, std::size_t N>
std::string Names(const NumberField<T> (&fields)[N]) {
  std::string names;
  for (const auto& field : fields) absl::StrAppend(&names, names.empty() ? "" : ", ", field.name);
  return names;
}

// false: none of that name.
template <typename T, std::size_t N>
absl::StatusOr<bool> ReadField(const std::string& where, const NumberField<T> (&fields)[N],
                               const std::string& name, const Json& value, T& out) {
  for (const auto& known : fields) {
    if (name != known.name) continue;
    if (!value.is_number() || !(value >= known.least && value <= known.most)) {
      return Wrong(where, absl::StrCat("a number from ", known.least, " to ", known.most));
    }
    out.*known.field = value.template get<double>();
    return true;
  }
  return false;
}

absl::Status ReadSkillLimit(const Json& value, TracerParameters& out) {
  if (!value.is_number_integer() || value < 1 || value > 1'000'000) {
    return Wrong("parameters.max_skills", "a whole number from 1 to 1000000");
  }
  out.max_skills = value.get<int>();
  return absl::OkStatus();
}

absl::Status ReadParameter(const std::string& name, const Json& value, TracerParameters& out) {
  if (name == "max_skills") return ReadSkillLimit(value, out);
  const std::string where = absl::StrCat("parameters.", name);
  auto found = ReadField(where, kTracerFields, name, value, out);
  if (found.ok() && !*found) found = ReadField(where, kBktFields, name, value, out.bkt);
  if (!found.ok()) return found.status();
  if (*found) return absl::OkStatus();
  return Wrong(where, absl::StrCat("one of ", Names(kTracerFields), ", ", Names(kBktFields), ", max_skills"));
}

absl::Status ReadParameters(const Json& json, TracerParameters& out) {
  if (!json.is_object()) return Wrong("parameters", "an object");
  for (const auto& [name, value] : json.items()) {
    if (absl::Status status = ReadParameter(name, value, out); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// id: number from least to most, of everything in the part.
absl::Status ReadNumbers(const std::string& part, double least, double most, const Json& json, Numbers& out) {
  if (!json.is_object()) return Wrong(part, "an object of id: number");
  for (const auto& [id, value] : json.items()) {
    if (!value.is_number() || !(value >= least && value <= most)) {
      return Wrong(absl::StrCat(part, ".", id), absl::StrCat("a number from ", least, " to ", most));
    }
    out[id] = value.get<double>();
  }
  return absl::OkStatus();
}

absl::Status ReadBkt(const Json& json, std::map<std::string, BktParameters, std::less<>>& out) {
  if (!json.is_object()) return Wrong("bkt", "an object of skill: parameters");
  for (const auto& [skill, values] : json.items()) {
    if (!values.is_object()) return Wrong(absl::StrCat("bkt.", skill), "an object");
    for (const auto& [name, value] : values.items()) {
      const std::string where = absl::StrCat("bkt.", skill, ".", name);
      const auto found = ReadField(where, kBktFields, name, value, out[skill]);
      if (!found.ok()) return found.status();
      if (!*found) return Wrong(where, absl::StrCat("one of ", Names(kBktFields)));
    }
  }
  return absl::OkStatus();
}

absl::Status ReadPart(const std::string& name, const Json& value, Calibration& out) {
  if (name == "parameters") return ReadParameters(value, out.parameters);
  if (name == "items") return ReadNumbers(name, -kMostLogits, kMostLogits, value, out.items);
  if (name == "skills") return ReadNumbers(name, -kMostLogits, kMostLogits, value, out.skills);
  if (name == "item_answers") return ReadNumbers(name, 0, kMostAnswers, value, out.item_answers);
  if (name == "skill_answers") return ReadNumbers(name, 0, kMostAnswers, value, out.skill_answers);
  if (name == "bkt") return ReadBkt(value, out.bkt);
  if (name != "version") {
    return Wrong(name, "one of version, parameters, items, skills, item_answers, skill_answers, bkt");
  }
  if (!value.is_string()) return Wrong(name, "a text");
  out.version = value.get<std::string>();
  return absl::OkStatus();
}

double Find(const Numbers& difficulties, std::string_view id) {
  const auto found = difficulties.find(id);
  return found == difficulties.end() ? 0 : found->second;
}

template <typename T, std::size_t N>
void Write(const NumberField<T> (&fields)[N], const T& values, Json& out) {
  for (const auto& field : fields) out[field.name] = values.*field.field;
}

}  // namespace

double Calibration::ItemDifficulty(std::string_view item) const { return Find(items, item); }
double Calibration::SkillDifficulty(std::string_view skill) const { return Find(skills, skill); }

const BktParameters& Calibration::Bkt(std::string_view skill) const {
  const auto found = bkt.find(skill);
  return found == bkt.end() ? parameters.bkt : found->second;
}

std::string ToJson(const Calibration& calibration) {
  Json json = {{"version", calibration.version},
               {"parameters", {{"max_skills", calibration.parameters.max_skills}}}};
  Write(kTracerFields, calibration.parameters, json["parameters"]);
  Write(kBktFields, calibration.parameters.bkt, json["parameters"]);
  json["items"] = calibration.items;
  json["skills"] = calibration.skills;
  json["item_answers"] = calibration.item_answers;
  json["skill_answers"] = calibration.skill_answers;
  json["bkt"] = Json::object();
  for (const auto& [skill, bkt] : calibration.bkt) Write(kBktFields, bkt, json["bkt"][skill]);
  return json.dump(1) + "\n";
}

std::string Fingerprint(const Calibration& calibration) {
  const std::string bytes = ToJson(calibration);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return absl::StrCat("sha256:", absl::BytesToHexString(absl::string_view(
                                     reinterpret_cast<const char*>(digest), sizeof(digest))));
}

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
