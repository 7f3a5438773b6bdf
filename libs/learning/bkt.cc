#include "learning/bkt.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace yachay::learning {
namespace {

constexpr double kLeast = 1e-4;      // parameters stay inside, so that no answer is impossible
constexpr double kMostForget = 0.3;  // beyond it, known and unknown swap their meaning
constexpr double kPriorAnswers = 4;  // what the defaults are worth
constexpr BktParameters kPrior = {.forget = 0.02};

constexpr std::array<BktParameters, 4> kStarts = {{
    {.known_at_first = 0.2, .learn = 0.15, .slip = 0.1, .guess = 0.2, .forget = 0.02},
    {.known_at_first = 0.5, .learn = 0.05, .slip = 0.2, .guess = 0.3, .forget = 0.05},
    {.known_at_first = 0.7, .learn = 0.3, .slip = 0.05, .guess = 0.1, .forget = 0.01},
    {.known_at_first = 0.1, .learn = 0.02, .slip = 0.25, .guess = 0.35, .forget = 0.1},
}};

// How often something could have happened, and how often it is expected to have.
struct Share {
  double times = 0;
  double of = 0;

  double Estimate(double prior, double most) const {
    return std::clamp((times + kPriorAnswers * prior) / (of + kPriorAnswers), kLeast, most);
  }
};

struct Expectation {
  Share first, learn, forget, slip, guess;
  double log_likelihood = 0;
};

// One learner's answers: forward with scaling, then backward, adding to the expectation.
class Pass {
 public:
  Pass(const BktParameters& parameters, Expectation& out) : p_(parameters), out_(out) {}

  void Add(absl::Span<const std::uint8_t> correct) {
    Forward(correct);
    Backward(correct);
  }

 private:
  double IfKnown(std::uint8_t right) const { return right != 0 ? 1 - p_.slip : p_.slip; }
  double IfNot(std::uint8_t right) const { return right != 0 ? p_.guess : 1 - p_.guess; }

  // before_[t]: known before answer t; after_[t]: with answer t seen, before learning from it.
  void Forward(absl::Span<const std::uint8_t> correct) {
    before_.resize(correct.size());
    after_.resize(correct.size());
    double known = p_.known_at_first;
    for (std::size_t t = 0; t < correct.size(); ++t) {
      before_[t] = known;
      const double joint = known * IfKnown(correct[t]);
      const double evidence = joint + (1 - known) * IfNot(correct[t]);
      out_.log_likelihood += std::log(evidence);
      after_[t] = joint / evidence;
      known = after_[t] * (1 - p_.forget) + (1 - after_[t]) * p_.learn;
    }
  }

  // `known`: the chance given all answers. Smoothing by Rauch–Tung–Striebel, which needs no second scaling.
  void Backward(absl::Span<const std::uint8_t> correct) {
    double known = after_.back();
    for (std::size_t t = correct.size(); t-- > 0;) {
      if (t + 1 < correct.size()) known = CountMove(after_[t], before_[t + 1], known);
      CountAnswer(correct[t], known);
    }
    out_.first.times += known;
    out_.first.of += 1;
  }

  // Between two answers; returns the chance that it was known before the move.
  double CountMove(double filtered, double predicted, double next) {
    const double if_next_known = next / predicted;
    const double if_next_not = (1 - next) / (1 - predicted);
    const double kept = filtered * (1 - p_.forget) * if_next_known;
    const double forgot = filtered * p_.forget * if_next_not;
    const double learnt = (1 - filtered) * p_.learn * if_next_known;
    const double known = kept + forgot;
    out_.forget.times += forgot;
    out_.forget.of += known;
    out_.learn.times += learnt;
    out_.learn.of += 1 - known;
    return known;
  }

  void CountAnswer(std::uint8_t right, double known) {
    out_.slip.of += known;
    out_.guess.of += 1 - known;
    if (right != 0) {
      out_.guess.times += 1 - known;
    } else {
      out_.slip.times += known;
    }
  }

  const BktParameters& p_;
  Expectation& out_;
  std::vector<double> before_, after_;
};

Expectation Expect(const SkillAnswers& answers, const BktParameters& parameters) {
  Expectation expectation;
  Pass pass(parameters, expectation);
  std::size_t begin = 0;
  for (const std::size_t end : answers.ends) {
    if (end > begin) pass.Add(absl::MakeConstSpan(answers.correct).subspan(begin, end - begin));
    begin = end;
  }
  return expectation;
}

BktParameters Maximise(const Expectation& e, bool forgetting) {
  constexpr double kMost = 1 - kLeast;
  return {.known_at_first = e.first.Estimate(kPrior.known_at_first, kMost),
          .learn = e.learn.Estimate(kPrior.learn, kMost),
          .slip = e.slip.Estimate(kPrior.slip, kMostSlip),
          .guess = e.guess.Estimate(kPrior.guess, kMostGuess),
          .forget = forgetting ? e.forget.Estimate(kPrior.forget, kMostForget) : 0};
}

BktFit Climb(const SkillAnswers& answers, BktParameters parameters, const BktFitOptions& options) {
  Expectation expectation = Expect(answers, parameters);
  for (int i = 0; i < options.iterations; ++i) {
    const BktParameters next = Maximise(expectation, options.forgetting);
    const Expectation reached = Expect(answers, next);
    const double gain = reached.log_likelihood - expectation.log_likelihood;
    parameters = next;
    expectation = reached;
    if (std::abs(gain) < options.flat * static_cast<double>(answers.correct.size())) break;
  }
  return {parameters, expectation.log_likelihood};
}

}  // namespace

double BktRight(const BktParameters& parameters, double known) {
  return known * (1 - parameters.slip) + (1 - known) * parameters.guess;
}

double BktNext(const BktParameters& parameters, double known, bool correct) {
  const double if_known = correct ? 1 - parameters.slip : parameters.slip;
  const double if_not = correct ? parameters.guess : 1 - parameters.guess;
  const double evidence = known * if_known + (1 - known) * if_not;
  const double after = evidence > 0 ? known * if_known / evidence : known;
  return after * (1 - parameters.forget) + (1 - after) * parameters.learn;
}

BktFit FitBkt(const SkillAnswers& answers, const BktFitOptions& options) {
  if (answers.correct.empty()) return {};
  BktFit best;
  for (const BktParameters& start : kStarts) {
    BktParameters from = start;
    if (!options.forgetting) from.forget = 0;
    const BktFit fit = Climb(answers, from, options);
    if (&start == kStarts.data() || fit.log_likelihood > best.log_likelihood) best = fit;
  }
  return best;
}

}  // namespace yachay::learning
