#include "core/forecast_reasons.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace yachay::recommendation {
namespace {

constexpr std::size_t kMost = 3;

struct Words {
  std::string_view feature;
  const char* code;
};
constexpr Words kWords[] = {{"PlayTimeHours", "WHY_PLAY_TIME"},
                            {"SessionsPerWeek", "WHY_SESSIONS"},
                            {"AvgSessionDurationMinutes", "WHY_SESSION_LENGTH"},
                            {"PlayerLevel", "WHY_LEVEL"},
                            {"AchievementsUnlocked", "WHY_ACHIEVEMENTS"},
                            {"InGamePurchases", "WHY_PURCHASES"},
                            {"GameDifficulty", "WHY_DIFFICULTY"},
                            {"GameGenre", "WHY_GENRE"},
                            {"Age", "WHY_PERSON"},
                            {"Gender", "WHY_PERSON"},
                            {"Location", "WHY_PERSON"}};

const char* CodeOf(const std::string& feature) {
  const auto* const found = std::find_if(std::begin(kWords), std::end(kWords),
                                         [&](const Words& words) { return words.feature == feature; });
  return found == std::end(kWords) ? "WHY_OTHER" : found->code;
}

// "12", "1.5".
std::string Rounded(double value) { return absl::StrCat(std::round(value * 10) / 10); }

Statement Say(const Contribution& contribution) {
  const std::string code = CodeOf(contribution.feature);
  const std::string value = contribution.number ? Rounded(*contribution.number) : contribution.text;
  if (value.empty()) return {"WHY_UNKNOWN", {}, contribution.amount};
  if (code == "WHY_OTHER")
    return {code, {{"feature", contribution.feature}, {"value", value}}, contribution.amount};
  if (code == "WHY_PERSON" || code == "WHY_PURCHASES") return {code, {}, contribution.amount};
  return {code, {{"value", value}}, contribution.amount};
}

}  // namespace

std::vector<Statement> ForecastReasons(const Forecast& forecast) {
  std::vector<Contribution> why = forecast.why;
  std::stable_sort(why.begin(), why.end(), [](const auto& a, const auto& b) { return a.amount > b.amount; });
  std::vector<Statement> out;
  for (const Contribution& contribution : why) {
    if (contribution.amount <= 0 || out.size() == kMost) break;
    Statement statement = Say(contribution);
    const bool said = std::any_of(out.begin(), out.end(), [&](const Statement& s) {
      return s.code == statement.code && s.values == statement.values;
    });
    if (!said) out.push_back(std::move(statement));
  }
  return out;
}

}  // namespace yachay::recommendation
