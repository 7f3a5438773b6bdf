#include "models/manifest.h"

#include <openssl/sha.h>

#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace yachay::models {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;

Json FeatureToJson(const Feature& feature) {
  Json json = {{"name", feature.name},
               {"kind", feature.kind == FeatureKind::kNumber ? "number" : "category"}};
  if (feature.kind == FeatureKind::kCategory) json["categories"] = feature.categories;
  return json;
}

// Reads fields and remembers the first that was missing or of another type.
class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  template <typename T>
  void Get(const char* key, T& value) {
    if (!bad_.empty()) return;
    if (!json_.is_object() || !json_.contains(key)) {
      bad_ = absl::StrCat("no field '", key, "'");
      return;
    }
    try {
      json_[key].get_to(value);
    } catch (const Json::exception& e) {
      bad_ = absl::StrCat("field '", key, "': ", e.what());
    }
  }
  const std::string& bad() const { return bad_; }

 private:
  const Json& json_;
  std::string bad_;
};

std::string ReadFeature(const Json& json, Feature& feature) {
  Reader reader(json);
  std::string kind;
  reader.Get("name", feature.name);
  reader.Get("kind", kind);
  if (kind == "category") reader.Get("categories", feature.categories);
  if (!reader.bad().empty()) return reader.bad();
  if (kind != "number" && kind != "category")
    return absl::StrCat("field 'kind' is '", kind, "', expected number or category");
  feature.kind = kind == "number" ? FeatureKind::kNumber : FeatureKind::kCategory;
  return "";
}

std::string ReadMetric(const Json& json, Metric& metric) {
  Reader reader(json);
  reader.Get("value", metric.value);
  reader.Get("low", metric.low);
  reader.Get("high", metric.high);
  return reader.bad();
}

Json PreparationToJson(const std::vector<Preparation>& steps) {
  Json list = Json::array();
  for (const Preparation& step : steps) {
    if (step.one_hot > 0) {
      list.push_back({{"one_hot", step.one_hot}});
    } else {
      list.push_back({{"impute", step.impute}, {"center", step.center}, {"scale", step.scale}});
    }
  }
  return list;
}

std::string ReadPreparation(const Json& json, std::vector<Preparation>& steps) {
  std::vector<Json> list;
  Reader all(json);
  all.Get("preparation", list);
  for (const Json& item : list) {
    Preparation& step = steps.emplace_back();
    Reader reader(item);
    if (item.is_object() && item.contains("one_hot")) {
      reader.Get("one_hot", step.one_hot);
    } else {
      reader.Get("impute", step.impute);
      reader.Get("center", step.center);
      reader.Get("scale", step.scale);
    }
    if (!reader.bad().empty()) return absl::StrCat("preparation[", steps.size() - 1, "]: ", reader.bad());
  }
  return all.bad();
}

Json CalibrationToJson(const Calibration& calibration) {
  if (calibration.method == "temperature")
    return {{"method", calibration.method}, {"temperature", calibration.temperature}};
  Json curves = Json::array();
  for (const CalibrationCurve& curve : calibration.curves) curves.push_back({{"x", curve.x}, {"y", curve.y}});
  return {{"method", calibration.method}, {"curves", curves}};
}

std::string ReadCalibration(const Json& json, Calibration& calibration) {
  Reader reader(json);
  reader.Get("method", calibration.method);
  std::vector<Json> curves;
  if (calibration.method == "temperature") {
    reader.Get("temperature", calibration.temperature);
  } else {
    reader.Get("curves", curves);
  }
  for (const Json& item : curves) {
    CalibrationCurve& curve = calibration.curves.emplace_back();
    Reader points(item);
    points.Get("x", curve.x);
    points.Get("y", curve.y);
    if (!points.bad().empty()) return absl::StrCat("calibration: curves: ", points.bad());
  }
  return reader.bad().empty() ? "" : absl::StrCat("calibration: ", reader.bad());
}

// Fields that a manifest may leave out.
template <typename T>
std::string ReadIfThere(const Json& json, const char* name, T& to) {
  if (!json.contains(name)) return "";
  Reader reader(json);
  reader.Get(name, to);
  return reader.bad();
}

std::string ReadOptional(const Json& json, Manifest& m) {
  std::string bad = ReadIfThere(json, "golden_rows", m.golden_rows);
  if (bad.empty()) bad = ReadIfThere(json, "held_out_share", m.held_out_share);
  if (bad.empty()) bad = ReadIfThere(json, "tracer_calibration", m.tracer_calibration);
  if (!bad.empty()) return bad;
  if (json.contains("preparation")) {
    bad = ReadPreparation(json, m.preparation);
    if (!bad.empty()) return bad;
  }
  return json.contains("calibration") ? ReadCalibration(json["calibration"], m.calibration.emplace()) : "";
}

// Reads everything; the answer is what is wrong, "" when nothing is.
std::string Read(const Json& json, Manifest& m) {
  Reader reader(json);
  int format = 0;
  std::vector<Json> features;
  std::map<std::string, Json> metrics;
  std::string hash;
  reader.Get("format", format);
  reader.Get("name", m.name);
  reader.Get("version", m.version);
  reader.Get("algorithm", m.algorithm);
  reader.Get("id", m.id);
  reader.Get("target", m.target);
  reader.Get("classes", m.classes);
  reader.Get("features", features);
  reader.Get("schema_hash", hash);
  reader.Get("metrics", metrics);
  reader.Get("data_fingerprint", m.data_fingerprint);
  reader.Get("code_version", m.code_version);
  reader.Get("created_at", m.created_at);
  reader.Get("model_file", m.model_file);
  reader.Get("seed", m.seed);
  if (!reader.bad().empty()) return reader.bad();
  if (format != kFormat) return absl::StrCat("field 'format' is ", format, ", this code reads ", kFormat);
  for (const Json& item : features) {
    if (auto bad = ReadFeature(item, m.features.emplace_back()); !bad.empty()) {
      return absl::StrCat("features[", m.features.size() - 1, "]: ", bad);
    }
  }
  for (const auto& [name, item] : metrics) {
    if (auto bad = ReadMetric(item, m.metrics[name]); !bad.empty())
      return absl::StrCat("metrics.", name, ": ", bad);
  }
  if (auto bad = ReadOptional(json, m); !bad.empty()) return bad;
  if (const std::string own = SchemaHash(m.features); own != hash) {
    return absl::StrCat("field 'schema_hash' is ", hash, ", but the features hash to ", own);
  }
  return "";
}

}  // namespace

std::string Sha256(std::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), sizeof(digest)));
}

std::string SchemaHash(const std::vector<Feature>& features) {
  Json list = Json::array();
  for (const Feature& feature : features) list.push_back(FeatureToJson(feature));
  return Sha256(list.dump(-1, ' ', true, Json::error_handler_t::replace));
}

std::string ManifestToJson(const Manifest& m) {
  Json features = Json::array();
  for (const Feature& feature : m.features) features.push_back(FeatureToJson(feature));
  Json metrics = Json::object();
  for (const auto& [name, metric] : m.metrics) {
    metrics[name] = {{"value", metric.value}, {"low", metric.low}, {"high", metric.high}};
  }
  Json json = {{"format", kFormat},
               {"name", m.name},
               {"version", m.version},
               {"algorithm", m.algorithm},
               {"id", m.id},
               {"target", m.target},
               {"classes", m.classes},
               {"features", features},
               {"schema_hash", SchemaHash(m.features)},
               {"metrics", metrics},
               {"data_fingerprint", m.data_fingerprint},
               {"code_version", m.code_version},
               {"created_at", m.created_at},
               {"model_file", m.model_file},
               {"seed", m.seed}};
  if (m.held_out_share > 0) json["held_out_share"] = m.held_out_share;
  if (!m.preparation.empty()) json["preparation"] = PreparationToJson(m.preparation);
  if (m.calibration) json["calibration"] = CalibrationToJson(*m.calibration);
  if (!m.tracer_calibration.empty()) json["tracer_calibration"] = m.tracer_calibration;
  if (!m.golden_rows) json["golden_rows"] = false;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

absl::StatusOr<Manifest> ManifestFromJson(std::string_view text, std::string_view where) {
  const Json json = Json::parse(text, nullptr, false);
  Manifest manifest;
  std::string bad = json.is_discarded() ? "not JSON" : Read(json, manifest);
  if (bad.empty()) return manifest;
  return absl::InvalidArgumentError(absl::StrCat(std::string(where), ": ", bad));
}

}  // namespace yachay::models
