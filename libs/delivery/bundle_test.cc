#include "delivery/bundle.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "testing/catch.h"

namespace yachay::delivery {
namespace {

using Items = std::vector<BundleItem>;

BundleCost Sum(const BundleCost& a, const BundleCost& b) {
  return {a.bytes + b.bytes, a.download_ms + b.download_ms, a.battery_mj + b.battery_mj};
}

bool Within(const BundleCost& cost, const BundleCost& budget) {
  return cost.bytes <= budget.bytes && cost.download_ms <= budget.download_ms &&
         cost.battery_mj <= budget.battery_mj;
}

// Tries every choice of at most one variant an item; counts those whose needs are met by a chain that starts
// from what needs nothing.
class EveryPlan {
 public:
  EveryPlan(const Items& items, const BundleCost& budget) : items_(items), budget_(budget) {}
  double Best() {
    Try(0, {}, {}, 0);
    return best_;
  }

 private:
  bool Playable(const std::vector<std::size_t>& taken) const {
    std::set<int> taught;
    std::set<std::size_t> played;
    for (bool more = true; more;) {
      more = false;
      for (const std::size_t i : taken) {
        const bool ready = std::all_of(items_[i].needs.begin(), items_[i].needs.end(),
                                       [&](int skill) { return taught.count(skill) > 0; });
        if (!ready || !played.insert(i).second) continue;
        taught.insert(items_[i].teaches.begin(), items_[i].teaches.end());
        more = true;
      }
    }
    return played.size() == taken.size();
  }
  void Try(std::size_t item, std::vector<std::size_t> taken, const BundleCost& cost, double value) {
    if (!Within(cost, budget_)) return;
    if (item == items_.size()) {
      if (value > best_ && Playable(taken)) best_ = value;
      return;
    }
    Try(item + 1, taken, cost, value);
    taken.push_back(item);
    for (const BundleVariant& variant : items_[item].variants)
      Try(item + 1, taken, Sum(cost, variant.cost), value + variant.value);
  }

  const Items& items_;
  const BundleCost budget_;
  double best_ = 0;
};

// Skills are taught in layers, so that nothing needs itself.
BundleItem RandomItem(std::mt19937_64& random, int skills, int bytes) {
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  BundleItem item;
  const int skill = below(skills);
  item.teaches = {skill};
  for (int needed = 0; needed < skill; ++needed) {
    if (below(3) == 0) item.needs.push_back(needed);
  }
  for (int v = below(3); v >= 0; --v)
    item.variants.push_back({below(1000) / 100.0, {below(bytes), below(bytes), below(bytes)}});
  return item;
}

Items Random(std::mt19937_64& random, int count, int skills, int bytes) {
  Items items;
  for (int i = 0; i < count; ++i) items.push_back(RandomItem(random, skills, bytes));
  return items;
}

void CheckSound(const BundlePlan& plan, const Items& items, const BundleCost& budget) {
  double value = 0;
  BundleCost cost;
  std::set<std::size_t> taken;
  std::set<int> taught;
  for (const auto& [item, variant] : plan.taken) {
    CHECK(taken.insert(item).second);
    for (const int skill : items[item].needs) CHECK(taught.count(skill) == 1);
    taught.insert(items[item].teaches.begin(), items[item].teaches.end());
    value += items[item].variants.at(variant).value;
    cost = Sum(cost, items[item].variants[variant].cost);
  }
  CHECK(plan.value == Approx(value));
  CHECK(plan.cost == cost);
  CHECK(Within(cost, budget));
}

TEST_CASE("the plan is worth what the best of all plans is worth") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 400; ++round) {
    const int bytes = round % 2 == 0 ? 30 : 100'000'000;
    const Items items = Random(random, 1 + round % 8, 1 + round % 4, bytes);
    const auto part = [&] { return static_cast<std::int64_t>(random() % static_cast<unsigned>(3 * bytes)); };
    const BundleCost budget{part(), part(), part()};
    const auto plan = PlanOfflineBundle(items, budget);
    REQUIRE(plan.ok());
    CheckSound(*plan, items, budget);
    CHECK(plan->value == Approx(EveryPlan(items, budget).Best()).epsilon(1e-11));
    CHECK(plan->gap == 0);
    CHECK(PlanOfflineBundle(items, budget)->taken == plan->taken);
  }
}

TEST_CASE("500 forms under one budget are solved exactly") {
  std::mt19937_64 random(11);
  Items items(200);
  for (int i = 0; i < 500; ++i) {
    items[random() % items.size()].variants.push_back(
        {static_cast<double>(random() % 1000) / 100,
         {static_cast<std::int64_t>(random() % 20'000'000), 0, 0}});
  }
  const BundleCost budget{150'000'000, 0, 0};
  const auto plan = PlanOfflineBundle(items, budget);
  REQUIRE(plan.ok());
  CheckSound(*plan, items, budget);
  CHECK(plan->gap == 0);
}

// Worth is cost and a bit: the hardest kind.
Items Correlated(std::mt19937_64& random, int count) {
  Items items(static_cast<std::size_t>(count));
  for (BundleItem& item : items) {
    const auto part = [&] { return static_cast<std::int64_t>(random() % 1'000'000); };
    const BundleCost cost{part(), part(), part()};
    const auto all = static_cast<double>(cost.bytes + cost.download_ms + cost.battery_mj);
    item.variants.push_back({all * 1e-6 + 0.1, cost});
  }
  return items;
}

TEST_CASE("a search cut short gives a sound plan and a gap that holds") {
  std::mt19937_64 random(5);
  const Items items = Correlated(random, 60);
  const BundleCost budget{10'000'000, 10'000'000, 10'000'000};
  const auto longer = PlanOfflineBundle(items, budget);
  const auto cut = PlanOfflineBundle(items, budget, {.max_states = 0});
  CheckSound(*cut, items, budget);
  CHECK(cut->gap > 0);
  CHECK(longer->gap < cut->gap);
  CHECK(cut->value <= longer->value);
  CHECK(cut->value + cut->gap >= longer->value);
}

// One form each, one budget of few units: what is best for each number of units, item by item.
double BestByUnits(const Items& items, std::int64_t units) {
  std::vector<double> best(static_cast<std::size_t>(units) + 1, 0);
  for (const BundleItem& item : items) {
    const BundleVariant& form = item.variants[0];
    for (std::int64_t u = units; u >= form.cost.bytes; --u) {
      const auto at = static_cast<std::size_t>(u);
      best[at] = std::max(best[at], best[static_cast<std::size_t>(u - form.cost.bytes)] + form.value);
    }
  }
  return best.back();
}

TEST_CASE("what is settled between two searches is in the best plan") {
  std::mt19937_64 random(13);
  for (int round = 0; round < 20; ++round) {
    Items items(300);
    for (BundleItem& item : items) {
      const auto units = static_cast<std::int64_t>(100 + random() % 900);
      const double more = round % 2 == 0 ? 100 : static_cast<double>(random() % 200);
      item.variants = {{static_cast<double>(units) + more, {units, 0, 0}}};
    }
    const BundleCost budget{30'000, 0, 0};
    const auto plan = PlanOfflineBundle(items, budget);
    REQUIRE(plan.ok());
    CheckSound(*plan, items, budget);
    const double best = BestByUnits(items, budget.bytes);
    CHECK(plan->value <= best);
    CHECK(plan->value + plan->gap >= best);
    if (round % 2 == 1) CHECK(plan->value == best);
  }
}

TEST_CASE("500 forms under three budgets, with needs, are solved exactly") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 5; ++round) {
    Items items;
    std::size_t forms = 0;
    while (forms < 497) {
      items.push_back(RandomItem(random, 6, 1'000'000));
      forms += items.back().variants.size();
    }
    const BundleCost budget{40'000'000, 40'000'000, 40'000'000};
    const auto plan = PlanOfflineBundle(items, budget);
    REQUIRE(plan.ok());
    CheckSound(*plan, items, budget);
    CHECK(plan->gap == 0);
  }
}

TEST_CASE("what is worth nothing comes along for what it teaches") {
  const Items items = {
      {{{10, {5, 0, 0}}}, {2}, {1}}, {{{0, {5, 0, 0}}}, {1}, {}}, {{{3, {6, 0, 0}}}, {3}, {}}};
  const auto both = PlanOfflineBundle(items, {10, 0, 0});
  REQUIRE(both.ok());
  CHECK(both->taken == std::vector<BundlePlan::Choice>{{1, 0}, {0, 0}});
  CHECK(PlanOfflineBundle(items, {9, 0, 0})->taken == std::vector<BundlePlan::Choice>{{2, 0}});
}

TEST_CASE("each budget binds") {
  const Items items = {{{{1, {4, 1, 1}}}, {}, {}}, {{{1, {1, 4, 1}}}, {}, {}}, {{{1, {1, 1, 4}}}, {}, {}}};
  CHECK(PlanOfflineBundle(items, {6, 6, 6})->taken.size() == 3);
  CHECK(PlanOfflineBundle(items, {5, 6, 6})->taken.size() == 2);
  CHECK(PlanOfflineBundle(items, {6, 5, 6})->taken.size() == 2);
  CHECK(PlanOfflineBundle(items, {6, 6, 5})->taken.size() == 2);
}

TEST_CASE("nothing fits, nothing is asked for, nothing can be unlocked") {
  CHECK(PlanOfflineBundle({}, {100, 100, 100})->taken.empty());
  CHECK(PlanOfflineBundle(Items{{{{1, {101, 0, 0}}}, {}, {}}}, {100, 0, 0})->taken.empty());
  CHECK(PlanOfflineBundle(Items{{{{1, {0, 0, 0}}}, {}, {}}}, {0, 0, 0})->taken.size() == 1);
  CHECK(PlanOfflineBundle(Items{{{{1, {1, 0, 0}}}, {}, {7}}}, {9, 9, 9})->taken.empty());
}

TEST_CASE("what makes no sense is refused") {
  const auto one = [](double value, BundleCost cost) { return Items{{{{value, cost}}, {}, {}}}; };
  CHECK_FALSE(PlanOfflineBundle({}, {-1, 0, 0}).ok());
  CHECK_FALSE(PlanOfflineBundle(one(-1, {1, 0, 0}), {1, 1, 1}).ok());
  CHECK_FALSE(PlanOfflineBundle(one(NAN, {1, 0, 0}), {1, 1, 1}).ok());
  CHECK_FALSE(PlanOfflineBundle(one(1, {0, 0, -1}), {1, 1, 1}).ok());
  Items many(1);
  many[0].variants.resize(2'001);
  CHECK_FALSE(PlanOfflineBundle(many, {1, 1, 1}).ok());
  const Items circle = {{{{1, {}}}, {1}, {2}}, {{{1, {}}}, {2}, {1}}};
  CHECK_FALSE(PlanOfflineBundle(circle, {1, 1, 1}).ok());
}

}  // namespace
}  // namespace yachay::delivery
