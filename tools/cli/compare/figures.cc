#include "cli/compare/figures.h"

#include <algorithm>
#include <cmath>

namespace yachay::compare {
namespace {

using Children = std::vector<std::size_t>;
using Measure = double (*)(const std::vector<Result>&, const Children&);

double Ratio(double of, double by) { return by > 0 ? of / by : 0; }

template <typename F>
double Sum(const std::vector<Result>& results, const Children& children, F value) {
  double sum = 0;
  for (const std::size_t i : children) sum += static_cast<double>(value(results[i]));
  return sum;
}

double Gain(const Result& r) { return r.mastered - r.mastered_before; }

double PerHour(const std::vector<Result>& results, const Children& children) {
  return Ratio(Sum(results, children, Gain), Sum(results, children, [](const Result& r) { return r.hours; }));
}
double Mastered(const std::vector<Result>& results, const Children& children) {
  return Ratio(Sum(results, children, Gain), static_cast<double>(children.size()));
}
double Hours(const std::vector<Result>& results, const Children& children) {
  return Ratio(Sum(results, children, [](const Result& r) { return r.hours; }),
               static_cast<double>(children.size()));
}
double Retention(const std::vector<Result>& results, const Children& children) {
  return Ratio(Sum(results, children, [](const Result& r) { return r.stayed ? 1 : 0; }),
               static_cast<double>(children.size()));
}
double Megabytes(const std::vector<Result>& results, const Children& children) {
  return Ratio(Sum(results, children, [](const Result& r) { return r.on_2g ? r.megabytes : 0; }),
               Sum(results, children, [](const Result& r) { return r.on_2g ? Gain(r) : 0; }));
}

// The same draws for everything that is compared.
class Bootstrap {
 public:
  Bootstrap(const Children& children, std::uint64_t seed, int draws) : children_(children) {
    simulate::Random random(seed);
    for (int d = 0; d < draws; ++d) {
      Children& drawn = draws_.emplace_back();
      for (std::size_t i = 0; i < children.size(); ++i) {
        drawn.push_back(children[static_cast<std::size_t>(
            random.Integer(0, static_cast<std::int64_t>(children.size()) - 1))]);
      }
    }
  }

  template <typename F>
  Figure Of(F value) const {
    std::vector<double> values;
    for (const Children& drawn : draws_) values.push_back(value(drawn));
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
      return values.empty()
                 ? 0
                 : values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
    };
    return {value(children_), at(0.025), at(0.975)};
  }

 private:
  const Children& children_;
  std::vector<Children> draws_;
};

Children All(const Run& run) {
  Children all(run.results.front().size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

// Groups of children in which a policy may lose.
std::vector<std::pair<std::string, Children>> Groups(const Run& run) {
  const std::vector<Result>& any = run.results.front();
  std::vector<double> starts;
  for (const Result& result : any) starts.push_back(result.start);
  std::sort(starts.begin(), starts.end());
  const double weak = starts[starts.size() / 3], strong = starts[2 * starts.size() / 3];
  std::vector<std::pair<std::string, Children>> groups = {
      {"all", All(run)}, {"2g", {}}, {"3g and better", {}}, {"weak starters", {}}, {"strong starters", {}}};
  for (std::size_t i = 0; i < any.size(); ++i) {
    groups[any[i].on_2g ? 1 : 2].second.push_back(i);
    if (any[i].start <= weak) groups[3].second.push_back(i);
    if (any[i].start > strong) groups[4].second.push_back(i);
  }
  return groups;
}

struct Compared {
  const char* name;
  Measure measure;
  double better;  // 1: more is better, -1: less
};

constexpr Compared kCompared[] = {{"mastered per hour", PerHour, 1},
                                  {"mastered", Mastered, 1},
                                  {"retention", Retention, 1},
                                  {"megabytes per mastery", Megabytes, -1}};

std::vector<Loss> Losses(const Run& run, std::uint64_t seed, int draws) {
  std::vector<Loss> losses;
  const std::vector<Result>& ours = run.results.back();
  for (const auto& [where, children] : Groups(run)) {
    if (children.empty()) continue;
    const Bootstrap bootstrap(children, seed, draws);
    for (std::size_t p = 0; p + 1 < run.results.size(); ++p) {
      for (const Compared& compared : kCompared) {
        const Figure lead = bootstrap.Of([&](const Children& drawn) {
          return compared.better * (compared.measure(run.results[p], drawn) - compared.measure(ours, drawn));
        });
        if (lead.low <= 0) continue;
        losses.push_back({where, compared.name, run.policies[p], compared.measure(ours, children),
                          compared.measure(run.results[p], children)});
      }
    }
  }
  return losses;
}

}  // namespace

Summary Summarise(const Run& run, std::uint64_t seed, int draws) {
  const Children all = All(run);
  const Bootstrap bootstrap(all, seed, draws);
  const auto figures = [&](const std::string& name, const std::vector<Result>& results) {
    const auto figure = [&](Measure measure) {
      return bootstrap.Of([&](const Children& drawn) { return measure(results, drawn); });
    };
    return PolicyFigures{name,          figure(PerHour),   figure(Mastered),
                         figure(Hours), figure(Retention), figure(Megabytes)};
  };
  Summary summary;
  std::size_t best = 0;
  for (std::size_t p = 0; p < run.results.size(); ++p) {
    summary.policies.push_back(figures(run.policies[p], run.results[p]));
    if (p + 1 == run.results.size()) break;
    summary.ratios.push_back(bootstrap.Of([&](const Children& drawn) {
      return Ratio(PerHour(run.results.back(), drawn), PerHour(run.results[p], drawn));
    }));
    if (PerHour(run.results[p], all) > PerHour(run.results[best], all)) best = p;
  }
  if (!run.clairvoyant.empty()) summary.clairvoyant = figures("(clairvoyant)", run.clairvoyant);
  summary.best_other = run.policies[best];
  summary.losses = Losses(run, seed, draws);
  return summary;
}

}  // namespace yachay::compare
