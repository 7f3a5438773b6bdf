#include "adapters/catalog_requests.h"

#include "absl/strings/str_cat.h"
#include "adapters/catalog_codec.h"

namespace yachay::recommendation {
namespace {

constexpr std::uint32_t kDefaultPage = 100;
constexpr std::uint32_t kMostPage = 1000;
constexpr std::uint32_t kMostGaps = 1000;

using Found = std::vector<service::FieldViolation>;

void Check(bool holds, const char* field, const std::string& rule, Found& out) {
  if (!holds) out.push_back({field, rule});
}

}  // namespace

Found Violations(const catalog::v1::ListContentRequest& request) {
  Found out;
  Check(request.page_size() <= kMostPage, "page_size", absl::StrCat("expected at most ", kMostPage), out);
  Check(request.language().size() <= 16, "language", "expected at most 16 characters", out);
  Check(request.grade() <= 13, "grade", "expected 1 to 13, or 0 for all", out);
  Check(request.state() == catalog::v1::STATE_UNSPECIFIED || FromProto(request.state()), "state",
        "expected a state of catalog.proto", out);
  Check(request.query().size() <= 120, "query", "expected at most 120 characters", out);
  return out;
}

Found Violations(const catalog::v1::FindGapsRequest& request) {
  Found out;
  Check(request.wanted_items() <= 100, "wanted_items", "expected 1 to 100, or 0 for 5", out);
  Check(request.count() <= kMostGaps, "count", absl::StrCat("expected 1 to ", kMostGaps, ", or 0 for 50"),
        out);
  Check(request.language().size() <= 16, "language", "expected at most 16 characters", out);
  return out;
}

std::size_t PageSize(const catalog::v1::ListContentRequest& request) {
  return request.page_size() == 0 ? kDefaultPage : request.page_size();
}

ContentFilter FilterOf(const catalog::v1::ListContentRequest& request) {
  ContentFilter filter{.skill = request.skill_id(),
                       .language = request.language(),
                       .grade = static_cast<int>(request.grade()),
                       .state = FromProto(request.state()),
                       .owner = request.owner_id(),
                       .query = request.query()};
  if (request.published_only() && !filter.state) filter.state = State::kPublished;
  return filter;
}

GapQuery QueryOf(const catalog::v1::FindGapsRequest& request) {
  GapQuery query;
  if (request.wanted_items() > 0) query.wanted = static_cast<int>(request.wanted_items());
  if (request.count() > 0) query.count = request.count();
  query.language = PrimaryLanguage(request.language());
  return query;
}

catalog::v1::Gap ToProto(const Gap& gap) {
  catalog::v1::Gap out;
  out.set_skill_id(gap.skill);
  out.set_grade(static_cast<std::uint32_t>(gap.group.grade));
  out.set_language(gap.group.language);
  out.set_device_class(std::string(delivery::Name(gap.group.device)));
  out.set_demand(gap.demand);
  out.set_items(static_cast<std::uint32_t>(gap.items));
  out.set_missing(static_cast<std::uint32_t>(gap.missing));
  return out;
}

}  // namespace yachay::recommendation
