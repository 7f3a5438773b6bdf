#ifndef CLI_COMPARE_PARAMETERS_H_
#define CLI_COMPARE_PARAMETERS_H_

namespace yachay::compare {

// All numbers of the simulated child, with where they come from. "Chosen" means just that: no source gives the
// number, only the direction; the seeds and --learners show how much hangs on luck, not on these choices.
// Nothing here is known to a policy, and no code is shared with the tracer (libs/learning), which assumes
// another law of learning (Elo, BKT) and of forgetting (FSRS).
struct Parameters {
  // Proficiency in logits: success chance = sigmoid(proficiency - difficulty), Rasch (1960).
  double start_mean = -3.4;      // of grade 0; chosen, so that a third of the course is known at first
  double start_per_grade = 0.5;  // about 0.4 sd of a norm group a year in grades 1 to 6: Bloom, Hill, Black &
                                 // Lipsey, "Performance trajectories and performance gaps" (2008)
  double start_spread = 0.8;     // between children of a grade; chosen
  double skill_spread = 0.7;     // between a child's skills; chosen
  double catalogue_error = 0.5;  // sd of stated against true difficulty: experts' ratings correlate 0.6 to 0.8
                                 // with what is measured (Wauters, Desmet & Van den Noortgate 2012)

  // What one answer teaches. Most at 84 % success: Wilson, Shenhav, Straccia & Cohen, "The Eighty Five Percent
  // Rule for optimal learning" (2019): in z = (proficiency - difficulty) / 1.7, z exp((1 - z²) / 2).
  double rate = 0.10;            // logits at the best difficulty; chosen
  double rate_spread = 0.4;      // sd of its logarithm between children; chosen
  double feedback = 0.3;         // share that is learnt at any difficulty from seeing the solution: Metcalfe,
                                 // "Learning from errors" (2017); the share is chosen
  double too_hard = -2.5;        // logits below which even the solution is not understood; chosen
  double without_start = 0.25;   // share that is learnt while a prerequisite is not known: knowledge spaces,
                                 // Doignon & Falmagne (1985); the share is chosen
  double start_known = 0;        // a prerequisite is known from this proficiency over its easiest item

  // Forgetting of what is fresh: (1 + b t)^-psi in days: Wixted & Carpenter, "The Wickelgren power law and the
  // Ebbinghaus savings function" (2007): psi about 0.2 to 0.4 for words.
  double fade_speed = 1.0;
  double fade_power = 0.3;
  // Practice makes fresh knowledge last, more of it the more had faded: Bjork & Bjork, "A new theory of disuse"
  // (1992); shares chosen so that spaced practice keeps about half more (Cepeda et al. 2006).
  double settle = 0.05;
  double settle_faded = 0.6;

  // Mood, 0 to 1: whether a child goes on and comes back. Directions: D'Mello & Graesser, "Dynamics of affective
  // states" (2012); boredom harms more than frustration: Baker, D'Mello, Rodrigo & Graesser (2010). Sizes
  // chosen.
  double mood_start = 0.6;
  double flow = 0.02;          // two of three right, or all of them at less than `easy`
  double easy = 0.95;          // success chance above which a lesson bores
  double boredom = -0.04;
  double frustration = -0.03;  // none right
  double repeated = -0.03;     // the same lesson within three days
  double waiting = -0.01;      // per ten seconds of download: Krishnan & Sitaraman (2012), direction
  double leave = 0.05;         // chance to stop after a lesson in the best mood
  double leave_mood = 0.3;     // added in the worst
  double back = 0.15;          // chance to play on a day in the worst mood
  double back_mood = 0.6;      // added in the best

  double session_seconds = 1500;  // at most a day; chosen
  int answers = 3;                // asked in a lesson
  double mastered = 0.8;          // success chance from which a lesson counts as mastered
};

}  // namespace yachay::compare

#endif  // CLI_COMPARE_PARAMETERS_H_
