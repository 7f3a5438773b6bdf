#include "adapters/learner_codec.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "adapters/model_codec.h"

namespace yachay::recommendation {
namespace {

using features::v1::FeatureColumn;
using features::v1::GetFeaturesResponse;

constexpr char kSessions[] = "progress:days_28d";
constexpr const char* kFeatures[] = {"tracer:mastery",
                                     "tracer:skill_ability",
                                     "tracer:ability",
                                     "content:seen",
                                     "content:preferences",
                                     "device:ram_mib",
                                     "connection:rtt_ms",
                                     "connection:downlink_kbps",
                                     "profile:grade",
                                     "profile:language",
                                     "tracer:recall",
                                     "tracer:answers",
                                     "tracer:correct",
                                     "content:completed",
                                     kSessions};
constexpr const char* kTracer[] = {"tracer:streak",           "tracer:form",         "tracer:skill_answers",
                                   "tracer:skill_correct",    "tracer:skill_streak", "tracer:skill_form",
                                   "tracer:skill_last_answer"};  // beside those above
constexpr char kLow[] = "Low";
constexpr std::uint32_t kContributions = 8;  // of which those are told that speak for the forecast

bool Present(const FeatureColumn& column) {
  return column.statuses_size() == 1 && column.statuses(0) == features::v1::FEATURE_STATUS_PRESENT;
}

// The columns of one learner, by name.
class Row {
 public:
  explicit Row(const GetFeaturesResponse& response) {
    for (const FeatureColumn& column : response.columns()) columns_[column.name()] = &column;
  }
  // The first of names that is not there; empty: none.
  std::string Missing(absl::Span<const char* const> names) const {
    for (const char* name : names) {
      if (columns_.count(name) == 0) return name;
    }
    return "";
  }
  double Number(const char* name, double otherwise) const {
    const FeatureColumn& column = *columns_.at(name);
    if (!Present(column) || column.numbers_size() != 1 || !std::isfinite(column.numbers(0))) return otherwise;
    return column.numbers(0);
  }
  std::string Text(const char* name) const {
    const FeatureColumn& column = *columns_.at(name);
    return Present(column) && column.texts_size() == 1 ? column.texts(0) : "";
  }
  // Whether an event has made it.
  bool Made(const char* name) const {
    const FeatureColumn& column = *columns_.at(name);
    return column.value_times_ms_size() == 1 && column.value_times_ms(0) > 0;
  }
  Numbers Map(const char* name) const {
    Numbers numbers;
    const FeatureColumn& column = *columns_.at(name);
    if (!Present(column) || column.maps_size() != 1) return numbers;
    const features::v1::NumberMap& map = column.maps(0);
    for (int i = 0; i < std::min(map.keys_size(), map.values_size()); ++i)
      numbers[map.keys(i)] = map.values(i);
    return numbers;
  }

 private:
  std::map<std::string, const FeatureColumn*> columns_;
};

// "audio=true" → {"audio", "true"}.
std::map<std::string, std::string> Preferences(const Numbers& stated) {
  std::map<std::string, std::string> preferences;
  for (const auto& [text, since_ms] : stated) {
    const std::size_t sign = text.find('=');
    if (sign != std::string::npos) preferences[text.substr(0, sign)] = text.substr(sign + 1);
  }
  return preferences;
}

double LowChance(const inference::v1::PredictResponse& response) {
  if (response.row_features_size() == 1 && !response.row_features(0).known()) return 0;
  for (int i = 0; i < response.classes_size(); ++i) {
    if (response.classes(i) == kLow) return static_cast<double>(response.probabilities(i));
  }
  return 0;
}

// The skills of `stated`, each with its value in a field of what is known of it.
void Fill(const Numbers& stated, double learning::SkillKnowledge::*field, TracerKnowledge& out) {
  for (const auto& [skill, value] : stated) out.skills[skill].*field = value;
}

TracerKnowledge TracerOf(const Row& row, const Learner& learner) {
  using learning::SkillKnowledge;
  TracerKnowledge out;
  out.learner = {learner.ability, learner.answers, learner.correct, row.Number("tracer:streak", 0),
                 row.Number("tracer:form", out.learner.form)};
  Fill(learner.abilities, &SkillKnowledge::ability, out);
  Fill(learner.mastery, &SkillKnowledge::mastery, out);
  Fill(learner.recall, &SkillKnowledge::recall, out);
  Fill(row.Map("tracer:skill_answers"), &SkillKnowledge::answers, out);
  Fill(row.Map("tracer:skill_correct"), &SkillKnowledge::correct, out);
  Fill(row.Map("tracer:skill_streak"), &SkillKnowledge::streak, out);
  Fill(row.Map("tracer:skill_form"), &SkillKnowledge::form, out);
  Fill(row.Map("tracer:skill_last_answer"), &SkillKnowledge::last_answer, out);
  return out;
}

}  // namespace

features::v1::GetFeaturesRequest LearnerRequest(const std::string& learner_id, bool with_tracer) {
  features::v1::GetFeaturesRequest request;
  for (const char* name : kFeatures) request.add_features(name);
  for (const char* name : kTracer) {
    if (with_tracer) request.add_features(name);
  }
  request.add_learner_ids(learner_id);
  return request;
}

absl::StatusOr<Learner> LearnerOf(const GetFeaturesResponse& response) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const Row row(response);
  if (const std::string missing = row.Missing(kFeatures); !missing.empty()) {
    return absl::UnavailableError(absl::StrCat("feature-store: the answer lacks the column ", missing));
  }
  Learner learner;
  learner.ability = row.Number("tracer:ability", 0);
  learner.abilities = row.Map("tracer:skill_ability");
  learner.mastery = row.Map("tracer:mastery");
  learner.recall = row.Map("tracer:recall");
  learner.answers = row.Number("tracer:answers", 0);
  learner.correct = row.Number("tracer:correct", 0);
  learner.seen_at_ms = row.Map("content:seen");
  learner.completed_at_ms = row.Map("content:completed");
  learner.preferences = Preferences(row.Map("content:preferences"));
  learner.language = row.Text("profile:language");
  learner.grade = static_cast<int>(row.Number("profile:grade", 0));
  learner.device = {static_cast<std::int64_t>(row.Number("device:ram_mib", 0))};
  learner.connection = {row.Number("connection:rtt_ms", kNan), row.Number("connection:downlink_kbps", kNan)};
  learner.played = learner.answers > 0 || row.Made(kSessions);
  learner.without_consent = response.without_consent_size() == 1 && response.without_consent(0);
  if (row.Missing(kTracer).empty()) {
    learner.tracer = TracerOf(row, learner);
    learner.tracer->calibration = response.tracer_calibration();
  }
  return learner;
}

inference::v1::PredictRequest ForecastRequest(const std::string& model, const std::string& learner_id) {
  inference::v1::PredictRequest request = AskOf<inference::v1::PredictRequest>(model);
  request.mutable_learners()->add_learner_ids(learner_id);
  return request;
}

absl::StatusOr<Forecast> ForecastOf(const inference::v1::PredictResponse& response) {
  if (response.labels_size() != 1 || response.probabilities_size() != response.classes_size()) {
    return absl::UnavailableError(absl::StrCat("inference: expected one row of ", response.classes_size(),
                                               " classes, got ", response.labels_size(), " labels and ",
                                               response.probabilities_size(), " probabilities"));
  }
  return Forecast{
      .label = response.labels(0), .low_chance = LowChance(response), .model_version = response.version()};
}

inference::v1::ExplainRequest WhyRequest(const std::string& model, const std::string& learner_id) {
  auto request = AskOf<inference::v1::ExplainRequest>(model);
  request.mutable_learners()->add_learner_ids(learner_id);
  request.set_top(kContributions);
  return request;
}

void AddWhy(const inference::v1::ExplainResponse& response, Forecast& forecast) {
  if (response.rows_size() != 1 || response.version() != forecast.model_version) return;
  if (response.rows(0).class_name() != forecast.label) return;
  for (const inference::v1::Contribution& said : response.rows(0).contributions()) {
    Contribution contribution{.feature = said.feature(), .amount = static_cast<double>(said.contribution())};
    if (said.has_number()) contribution.number = said.number();
    if (said.has_text()) contribution.text = said.text();
    forecast.why.push_back(std::move(contribution));
  }
}

}  // namespace yachay::recommendation
