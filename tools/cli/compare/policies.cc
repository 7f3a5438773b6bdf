#include "cli/compare/policies.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace yachay::compare {
namespace {

bool Passed(const std::vector<bool>& answers) {
  return 3 * std::count(answers.begin(), answers.end(), true) >=
         2 * static_cast<std::ptrdiff_t>(answers.size());
}

class RandomChooser : public Chooser {
 public:
  explicit RandomChooser(const Profile& profile) : random_(simulate::Mix(profile.seed, {1})) {}
  std::size_t Choose(const std::vector<std::size_t>& playable, double /*day*/) override {
    return playable[static_cast<std::size_t>(
        random_.Integer(0, static_cast<std::int64_t>(playable.size()) - 1))];
  }
  void Saw(std::size_t, const std::vector<bool>&, double) override {}

 private:
  simulate::Random random_;
};

class PopularChooser : public Chooser {
 public:
  PopularChooser(const Course& course, const Past& past) : course_(course), past_(past) {}
  // The most completed of those not yet completed; then those longest not played.
  std::size_t Choose(const std::vector<std::size_t>& playable, double /*day*/) override {
    return *std::min_element(playable.begin(), playable.end(), [&](std::size_t a, std::size_t b) {
      const bool done_a = done_.count(a) > 0, done_b = done_.count(b) > 0;
      if (done_a != done_b) return done_b;
      if (played_[a] != played_[b]) return played_[a] < played_[b];
      return Popularity(a) > Popularity(b);
    });
  }
  void Saw(std::size_t lesson, const std::vector<bool>& answers, double /*day*/) override {
    played_[lesson] = ++plays_;
    if (Passed(answers)) done_.insert(lesson);
  }

 private:
  double Popularity(std::size_t lesson) const {
    const auto found = past_.completions.find(course_[lesson].id);
    return found == past_.completions.end() ? 0 : found->second;
  }

  const Course& course_;
  const Past& past_;
  std::set<std::size_t> done_;
  std::map<std::size_t, int> played_;
  int plays_ = 0;
};

class RuleChooser : public Chooser {
 public:
  RuleChooser(const Course& course, bool rotate) : course_(course), rotate_(rotate) {
    for (std::size_t i = 0; i < course.size(); ++i) {
      if (steps_[course[i].skill].empty()) order_.push_back(course[i].skill);
      steps_[course[i].skill].push_back(i);
    }
    std::stable_sort(order_.begin(), order_.end(), [&](const std::string& a, const std::string& b) {
      return course_[steps_[a][0]].stated < course_[steps_[b][0]].stated;
    });
  }

  std::size_t Choose(const std::vector<std::size_t>& playable, double /*day*/) override {
    const std::set<std::size_t> can(playable.begin(), playable.end());
    if (rotate_) {
      std::stable_sort(order_.begin(), order_.end(),
                       [&](const std::string& a, const std::string& b) { return turns_[a] < turns_[b]; });
    }
    for (const std::string& skill : order_) {
      const auto& steps = steps_[skill];
      if (at_[skill] >= steps.size() || !Open(steps[0])) continue;
      for (std::size_t step = at_[skill]; step < steps.size(); ++step) {
        if (can.count(steps[step]) > 0) return steps[step];
      }
    }
    return playable[turn_ % playable.size()];  // all is done: again from the start
  }

  void Saw(std::size_t lesson, const std::vector<bool>& answers, double /*day*/) override {
    turns_[course_[lesson].skill] = ++turn_;
    const auto& steps = steps_[course_[lesson].skill];
    const auto step = static_cast<std::size_t>(std::find(steps.begin(), steps.end(), lesson) - steps.begin());
    std::size_t& at = at_[course_[lesson].skill];
    if (step < at) return;  // repeated after the end
    at = Passed(answers) ? step + 1 : step - std::min<std::size_t>(step, 1);
  }

 private:
  bool Open(std::size_t lesson) {
    const auto& needs = course_[lesson].prerequisites;
    return std::all_of(needs.begin(), needs.end(), [&](const std::string& skill) {
      return steps_.count(skill) == 0 || 2 * at_[skill] >= steps_[skill].size();
    });
  }

  const Course& course_;
  const bool rotate_;
  std::vector<std::string> order_;
  std::map<std::string, std::vector<std::size_t>> steps_;
  std::map<std::string, std::size_t> at_, turns_;
  std::size_t turn_ = 0;
};

}  // namespace

PolicyKind RandomPolicy() {
  return {"random", [](const Profile& profile, const Course&, const Past&) {
            return std::make_unique<RandomChooser>(profile);
          }};
}

std::vector<PolicyKind> Policies(const TrainSuccess& train_success) {
  return {RandomPolicy(),
          {"popularity", [](const Profile&, const Course& course,
                            const Past& past) { return std::make_unique<PopularChooser>(course, past); }},
          {"rules", [](const Profile&, const Course& course,
                       const Past&) { return std::make_unique<RuleChooser>(course, false); }},
          {"rotation", [](const Profile&, const Course& course,
                          const Past&) { return std::make_unique<RuleChooser>(course, true); }},
          OurPolicy(train_success)};
}

}  // namespace yachay::compare
