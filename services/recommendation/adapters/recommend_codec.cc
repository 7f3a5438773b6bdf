#include "adapters/recommend_codec.h"

#include <tuple>
#include <utility>

#include "adapters/proto_time.h"
#include "adapters/recommendation_rpc.h"
#include "core/forecast_reasons.h"

namespace yachay::recommendation {
namespace {

constexpr int kDefaultCount = 5;
constexpr std::uint32_t kMostCount = 50;
constexpr std::uint32_t kMostChoices = 100;
constexpr char kIdRule[] = "expected 1 to 64 characters of [A-Za-z0-9._-]";

void FillItem(const RecommendedItem& item, const std::string& language, const Texts& texts, Audience audience,
              v1::RecommendedItem& out) {
  const Content& content = item.entry->content;
  const delivery::Variant& variant = content.variants[item.variant];
  out.set_content_id(content.id);
  out.set_title(content.title);
  out.set_variant_id(variant.id);
  out.set_bytes(static_cast<std::uint64_t>(variant.bytes));
  out.set_score(item.score);
  out.set_success_probability(item.success);
  out.set_propensity(item.propensity);
  out.mutable_skill_ids()->Add(content.skills.begin(), content.skills.end());
  for (const ReasonCode reason : item.reasons) {
    v1::Reason* told = out.add_reasons();
    told->set_code(std::string(Code(reason)));
    told->set_text(texts.Say(told->code(), language, audience));
  }
}

void AddChoice(const FirstChoice& choice, v1::RecommendationLogged& logged) {
  v1::LoggedChoice* out = logged.add_first_choices();
  out->set_content_id(choice.entry->content.id);
  out->set_score(choice.score);
  out->set_propensity(choice.propensity);
  out->mutable_features()->Add(choice.features.begin(), choice.features.end());
}

void LogCircumstances(const Circumstances& circumstances, v1::RecommendationLogged& logged) {
  logged.set_language(circumstances.language);
  logged.set_grade(static_cast<std::uint32_t>(circumstances.grade));
  logged.set_device_class(std::string(delivery::Name(delivery::Classify(circumstances.device))));
  logged.set_connection_class(std::string(delivery::Name(delivery::Classify(circumstances.connection))));
}

bool Between(double value, double least, double most) { return value >= least && value <= most; }

void CheckContext(const v1::Context& context, std::vector<service::FieldViolation>& out) {
  const auto check = [&](bool holds, const char* field, const char* rule) {
    if (!holds) out.push_back({field, rule});
  };
  check(context.language().size() <= 16, "context.language",
        "expected at most 16 characters, for example \"es\"");
  check(!context.has_grade() || Between(context.grade(), 1, 13), "context.grade", "expected 1 to 13");
  check(!context.has_ram_mib() || Between(context.ram_mib(), 1, 1'048'576), "context.ram_mib",
        "expected 1 to 1048576 MiB");
  check(!context.has_rtt_ms() || Between(context.rtt_ms(), 0, 600'000), "context.rtt_ms",
        "expected 0 to 600000 ms");
  check(!context.has_downlink_kbps() || Between(context.downlink_kbps(), 0, 10'000'000),
        "context.downlink_kbps", "expected 0 to 10000000 kbit/s");
  check(!context.has_download_seconds() || Between(context.download_seconds(), 1, 3600),
        "context.download_seconds", "expected 1 to 3600 s");
  check(context.codecs_size() <= 16, "context.codecs", "expected at most 16 codecs");
  check(context.skill_ids_size() <= 20, "context.skill_ids", "expected at most 20 skills");
}

}  // namespace

std::vector<service::FieldViolation> Violations(const v1::RecommendRequest& request) {
  std::vector<service::FieldViolation> violations;
  if (!IsId(request.learner_id())) violations.push_back({"learner_id", kIdRule});
  if (request.count() > kMostCount) violations.push_back({"count", "expected 1 to 50, or 0 for 5"});
  CheckContext(request.context(), violations);
  return violations;
}

std::vector<service::FieldViolation> Violations(const v1::NextDifficultyRequest& request) {
  std::vector<service::FieldViolation> violations;
  if (!IsId(request.learner_id())) violations.push_back({"learner_id", kIdRule});
  if (!IsId(request.skill_id())) violations.push_back({"skill_id", kIdRule});
  if (request.choices() > kMostChoices) violations.push_back({"choices", "expected 0 to 100"});
  return violations;
}

Audience AudienceOf(v1::Audience audience) {
  if (audience == v1::AUDIENCE_TEACHER) return Audience::kTeacher;
  return audience == v1::AUDIENCE_PARENT ? Audience::kParent : Audience::kLearner;
}

Request RequestOf(const v1::RecommendRequest& request, std::string recommendation_id) {
  const v1::Context& context = request.context();
  Request out;
  out.recommendation_id = std::move(recommendation_id);
  out.count = request.count() == 0 ? kDefaultCount : static_cast<int>(request.count());
  if (!context.language().empty()) out.language = context.language();
  if (context.has_grade()) out.grade = static_cast<int>(context.grade());
  if (context.has_ram_mib()) out.ram_mib = context.ram_mib();
  if (context.has_rtt_ms()) out.rtt_ms = context.rtt_ms();
  if (context.has_downlink_kbps()) out.downlink_kbps = context.downlink_kbps();
  if (context.has_download_seconds()) out.download_seconds = static_cast<int>(context.download_seconds());
  if (context.codecs_size() > 0) out.codecs.emplace(context.codecs().begin(), context.codecs().end());
  out.skills.assign(context.skill_ids().begin(), context.skill_ids().end());
  return out;
}

void FillResponse(const Advice& advice, const Texts& texts, Audience audience,
                  v1::RecommendResponse& response) {
  const auto& [answer, forecast, served] = std::tie(advice.answer, advice.forecast, advice.served);
  response.set_recommendation_id(advice.request.recommendation_id);
  for (const RecommendedItem& item : answer.items)
    FillItem(item, answer.language, texts, audience, *response.add_items());
  response.set_fallback(served.fallback);
  response.set_policy(served.policy);
  response.set_ranker_version(served.ranker_version);
  response.set_success_version(served.success_version);
  response.set_shortfall(answer.shortfall);
  response.set_non_personal(!advice.personal);
  if (!forecast) return;
  response.set_engagement(forecast->label);
  response.set_model_version(forecast->model_version);
  for (const Statement& why : ForecastReasons(*forecast)) {
    v1::Reason& reason = *response.add_engagement_reasons();
    reason.set_code(why.code);
    reason.set_text(texts.Say(why.code, answer.language, audience, why.values));
  }
}

v1::RecommendationLogged LoggedOf(const std::string& learner_id, const Advice& advice,
                                  const v1::RecommendResponse& response) {
  const auto& [request, answer] = std::tie(advice.request, advice.answer);
  v1::RecommendationLogged logged;
  logged.set_recommendation_id(request.recommendation_id);
  logged.set_learner_id(learner_id);
  *logged.mutable_served_at() = TimestampOf(request.now_ms);
  for (std::size_t i = 0; i < answer.items.size(); ++i) {
    const v1::RecommendedItem& item = response.items(static_cast<int>(i));
    v1::LoggedItem* out = logged.add_items();
    out->set_explored(answer.items[i].explored);
    out->mutable_features()->Add(answer.items[i].features.begin(), answer.items[i].features.end());
    out->set_content_id(item.content_id());
    out->set_variant_id(item.variant_id());
    out->set_score(item.score());
    out->set_success_probability(item.success_probability());
    out->set_propensity(item.propensity());
    for (const v1::Reason& reason : item.reasons()) out->add_reasons(reason.code());
  }
  logged.set_fallback(v1::Fallback_Name(response.fallback()));
  logged.set_model_version(response.model_version());
  logged.set_policy(response.policy());
  logged.set_ranker_version(response.ranker_version());
  logged.set_success_version(response.success_version());
  for (const char* name : PairFeatureNames()) logged.add_feature_names(name);
  for (const FirstChoice& choice : answer.first_choices) AddChoice(choice, logged);
  logged.set_candidates(static_cast<std::uint32_t>(answer.candidates));
  logged.set_asked(static_cast<std::uint32_t>(request.count));
  LogCircumstances(answer.circumstances, logged);
  logged.mutable_skill_ids()->Add(request.skills.begin(), request.skills.end());
  return logged;
}

void FillDifficulty(const DifficultyAdvice& advice, const Band& band, v1::Fallback fallback,
                    v1::NextDifficultyResponse& response) {
  response.set_difficulty(advice.difficulty);
  response.set_easiest(advice.easiest);
  response.set_hardest(advice.hardest);
  response.set_success_probability(advice.success);
  response.set_band_low(band.low);
  response.set_band_high(band.high);
  response.set_fallback(fallback);
}

}  // namespace yachay::recommendation
