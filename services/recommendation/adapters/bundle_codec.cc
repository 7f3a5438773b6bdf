#include "adapters/bundle_codec.h"

#include "absl/strings/str_format.h"
#include "adapters/recommend_codec.h"
#include "adapters/recommendation_rpc.h"

namespace yachay::recommendation {
namespace {

constexpr std::uint64_t kMostBytes = 1ULL << 40U;
constexpr std::uint32_t kMostSeconds = 604'800;
constexpr std::uint32_t kMostJoules = 1'000'000;
constexpr int kMostDone = 500;

v1::RecommendRequest AsRecommend(const v1::PlanOfflineBundleRequest& request) {
  v1::RecommendRequest out;
  out.set_learner_id(request.learner_id());
  *out.mutable_context() = request.context();
  return out;
}

// FNV-1a: the id only tells plans apart.
std::string IdOf(const v1::PlanOfflineBundleResponse& response) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const v1::BundleItem& item : response.items()) {
    for (const std::string* text :
         {&item.part().content_id(), &item.part().variant_id(), &item.part().etag()}) {
      for (const char c : *text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
      hash = (hash ^ 0xFFU) * 0x100000001B3ULL;
    }
  }
  return absl::StrFormat("b-%016x", hash);
}

}  // namespace

std::vector<service::FieldViolation> Violations(const v1::PlanOfflineBundleRequest& request) {
  std::vector<service::FieldViolation> out = Violations(AsRecommend(request));
  const auto check = [&](bool holds, const char* field, const char* rule) {
    if (!holds) out.push_back({field, rule});
  };
  const auto within = [](std::uint64_t value, std::uint64_t most) { return value >= 1 && value <= most; };
  check(request.has_budget_bytes() || request.has_budget_download_seconds() ||
            request.has_budget_battery_joules(),
        "budget_bytes", "expected at least one of the three budgets");
  check(!request.has_budget_bytes() || within(request.budget_bytes(), kMostBytes), "budget_bytes",
        "expected 1 to 2^40 bytes");
  check(!request.has_budget_download_seconds() || within(request.budget_download_seconds(), kMostSeconds),
        "budget_download_seconds", "expected 1 to 604800 s");
  check(!request.has_budget_battery_joules() || within(request.budget_battery_joules(), kMostJoules),
        "budget_battery_joules", "expected 1 to 1000000 J");
  check(request.done_size() <= kMostDone, "done", "expected at most 500 parts");
  return out;
}

BundleRequest BudgetsOf(const v1::PlanOfflineBundleRequest& request) {
  BundleRequest budgets;
  if (request.has_budget_bytes()) budgets.bytes = static_cast<std::int64_t>(request.budget_bytes());
  if (request.has_budget_download_seconds())
    budgets.download_ms = std::int64_t{request.budget_download_seconds()} * 1000;
  if (request.has_budget_battery_joules())
    budgets.battery_mj = std::int64_t{request.budget_battery_joules()} * 1000;
  for (const v1::BundlePart& part : request.done())
    budgets.done[{part.content_id(), part.variant_id()}] = part.etag();
  return budgets;
}

Request MomentOf(const v1::PlanOfflineBundleRequest& request, std::int64_t now_ms) {
  Request moment = RequestOf(AsRecommend(request), "");
  moment.now_ms = now_ms;
  return moment;
}

void FillBundle(const Bundle& bundle, v1::PlanOfflineBundleResponse& response) {
  for (const BundledItem& bundled : bundle.items) {
    const Content& content = bundled.entry->content;
    const delivery::Variant& variant = content.variants[bundled.variant];
    v1::BundleItem& item = *response.add_items();
    item.mutable_part()->set_content_id(content.id);
    item.mutable_part()->set_variant_id(variant.id);
    item.mutable_part()->set_etag(Etag(variant));
    item.set_title(content.title);
    item.set_bytes(static_cast<std::uint64_t>(variant.bytes));
    item.set_download_seconds(static_cast<double>(bundled.download_ms) / 1000);
    item.set_value(bundled.value);
    item.set_done(bundled.done);
    item.mutable_skill_ids()->Add(content.skills.begin(), content.skills.end());
  }
  response.set_bundle_id(IdOf(response));
  response.set_bytes(static_cast<std::uint64_t>(bundle.bytes));
  response.set_download_seconds(static_cast<double>(bundle.download_ms) / 1000);
  response.set_battery_joules(static_cast<double>(bundle.battery_mj) / 1000);
  response.set_value(bundle.value);
  response.set_gap(bundle.gap);
  response.set_candidates(static_cast<std::uint32_t>(bundle.candidates));
}

}  // namespace yachay::recommendation
