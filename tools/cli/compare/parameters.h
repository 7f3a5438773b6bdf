#ifndef CLI_COMPARE_PARAMETERS_H_
#define CLI_COMPARE_PARAMETERS_H_

namespace yachay::compare {

// All numbers of the simulated child, with where they come from. "Chosen" means just that: no source gives
// the number, only the direction; the seeds and --learners show how much hangs on luck, not on these choices.
// Nothing here is known to a policy, and no code is shared with the tracer (libs/learning), which assumes
// another law of learning (Elo, BKT) and of forgetting (FSRS).
struct Parameters {
  // Proficiency in logits: success chance = sigmoid(proficiency - difficulty), Rasch (1960).
  double start_mean = -3.4;      // of grade 0; chosen, so that a third of the course is known at first
  double start_per_grade = 0.5;  // about 0.4 sd of a norm group a year in grades 1 to 6: Bloom, Hill, Black &
                                 // Lipsey, "Performance trajectories and performance gaps" (2008)
  double start_spread = 0.8;     // between children of a grade; chosen
  double skill_spread = 0.7;     // between a child's skills; chosen
  double catalogue_error = 0.5;  // sd of stated against true difficulty: experts' ratings correlate 0.6 to
                                 // 0.8 with what is measured (Wauters, Desmet & Van den Noortgate 2012)

  // What one answer teaches. Most at 84 % success: Wilson, Shenhav, Straccia & Cohen, "The Eighty Five
  // Percent Rule for optimal learning" (2019): in z = (proficiency - difficulty) / 1.7, z exp((1 - z²) / 2).
  double rate = 0.10;           // logits at the best difficulty; chosen
  double rate_spread = 0.4;     // sd of its logarithm between children; chosen
  double feedback = 0.3;        // share that is learnt at any difficulty from seeing the solution: Metcalfe,
                                // "Learning from errors" (2017); the share is chosen
  double too_hard = -2.5;       // logits below which even the solution is not understood; chosen
  double without_start = 0.25;  // share that is learnt while a prerequisite is not known: knowledge spaces,
                                // Doignon & Falmagne (1985); the share is chosen
  double start_known = 0;       // a prerequisite is known from this proficiency over its easiest item

  // Forgetting: what each answer taught fades as (1 + days)^-d; what was practised in a row fades faster,
  // d = fade + crammed (1 - exp(-n / 10)) for n answers to the skill of late, as in Pavlik & Anderson,
  // "Practice and forgetting effects on vocabulary memory" (2005). `fade` is theirs; `crammed` is such that
  // 20 answers on four days of two weeks leave 1.5 times as much after a month as 20 in a row: the direction
  // and size that Cepeda et al., "Distributed practice in verbal recall tasks" (2006), review.
  double fade = 0.177;
  double crammed = 0.4;
  double crammed_answers = 10;
  double crammed_days = 1;  // "of late": answers count e^-days

  // Mood, 0 to 1: whether a child goes on and comes back. Directions: D'Mello & Graesser, "Dynamics of
  // affective states" (2012); boredom harms more than frustration: Baker, D'Mello, Rodrigo & Graesser (2010).
  // Sizes chosen.
  double mood_start = 0.6;
  double flow = 0.02;  // two thirds right, and not easy
  double easy = 0.95;  // success chance above which a lesson bores
  double boredom = -0.04;
  double frustration = -0.03;  // fewer than a third right
  double repeated = -0.03;     // the same lesson within three days
  double waiting = -0.01;      // per ten seconds of download: Krishnan & Sitaraman (2012), direction
  double leave = 0.05;         // chance to stop after a lesson in the best mood
  double leave_mood = 0.3;     // added in the worst
  double back = 0.15;          // chance to play on a day in the worst mood
  double back_mood = 0.6;      // added in the best

  bool free = true;  // false: plays on `plays` of the days, whole sessions, whatever the mood
  double plays = 0.4;
  double session_seconds = 1500;  // at most a day; chosen
  double answer_seconds =
      45;  // a lesson asks as often as its length allows: chosen, about what a word problem takes
  double mastered = 0.8;  // success chance from which a lesson counts as mastered
};

}  // namespace yachay::compare

#endif  // CLI_COMPARE_PARAMETERS_H_
