#include "delivery/bundle_bound.h"

#include <algorithm>

#include "delivery/bundle_fit.h"

namespace yachay::delivery {
namespace {

constexpr std::size_t kViews = 12;  // besides that of the whole

}  // namespace

BundleBound::BundleBound(const std::vector<OrderedItem>& items, const Costs& budget,
                         const BundlePrices& start)
    : items_(items),
      prices_(FindPrices(items, budget, start)),
      standings_(Standings(items, prices_)),
      still_paid_(items.size() + 1) {
  views_.push_back(ViewOf(prices_.budgets));
  whole_ = views_[0].earned[0] + Pay(prices_.budgets, budget);
  for (std::size_t i = items.size(); i-- > 0;) {
    still_paid_[i] = still_paid_[i + 1];
    ForEachSkill(items[i].needs, [&](int skill) {
      still_paid_[i][static_cast<std::size_t>(skill)] += prices_.fees.at({items[i].item, skill});
    });
  }
}

BundleBound::View BundleBound::ViewOf(const BudgetPrices& prices) const {
  View view{prices, std::vector<double>(items_.size() + 1)};
  for (std::size_t i = items_.size(); i-- > 0;) {
    double earned = 0;
    BestChoice(items_[i], standings_[i], prices, earned);
    view.earned[i] = view.earned[i + 1] + earned;
  }
  return view;
}

// All who teach a skill stand before all who need it. So while somebody may still come to teach it, everybody
// who pays is still to come; and once it is taught, what they pay goes to the plan.
double BundleBound::Of(std::size_t first, const Costs& left, std::uint64_t taught) const {
  if (first == items_.size()) return 0;
  double bound = views_[0].earned[first] + Pay(views_[0].prices, left);
  for (const View& view : views_) bound = std::min(bound, view.earned[first] + Pay(view.prices, left));
  ForEachSkill(taught, [&](int skill) { bound += still_paid_[first][static_cast<std::size_t>(skill)]; });
  return bound;
}

void BundleBound::Sharpen(std::size_t first, const Costs& left) {
  View view = ViewOf(FitPrices(items_, standings_, prices_.budgets, first, left));
  if (views_.size() <= kViews) {
    views_.push_back(std::move(view));
  } else {
    views_[1 + sharpened_++ % kViews] = std::move(view);
  }
}

}  // namespace yachay::delivery
