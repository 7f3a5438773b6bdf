#ifndef CLI_SIMULATE_POPULATION_H_
#define CLI_SIMULATE_POPULATION_H_

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace yachay::simulate {

// One row of the public data set "Predict Online Gaming Behavior", without its id and label.
struct Player {
  int age = 0;                 // 15 to 49
  std::string gender;          // Male, Female
  std::string location;        // USA, Europe, Asia, Other
  std::string game_genre;      // Action, Sports, Simulation, Strategy, RPG
  double play_time_hours = 0;  // 0 to 24; in the public data unrelated to the sessions
  bool purchases = false;
  std::string difficulty;     // Easy, Medium, Hard
  int sessions_per_week = 0;  // 0 to 19
  int session_minutes = 0;    // mean length of a session, 10 to 179
  int level = 0;              // 1 to 99
  int achievements = 0;       // 0 to 49
};

// `count` players whose every column follows the public data's marginal distribution. Stratified column by
// column (Latin hypercube): each column's values are spread evenly over the distribution, so even a small
// population has its shape.
std::vector<Player> DrawPlayers(size_t count, uint64_t seed);

// The public data's rule for the label, read off its rows: weekly minutes + 1.5 (level - 50) + 3
// (achievements - 25), below 268.5 Low, from 1356.5 High, else Medium. Holds for 93.5 % of the rows; the
// others have another label.
std::string EngagementLabel(const Player& player);

// Writes players in the columns of the public file, ids from 1, with labels by the rule and, for a share
// `noise` of them, another one.
void WritePlayers(std::ostream& out, const std::vector<Player>& players, uint64_t seed, double noise = 0.065);

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_POPULATION_H_
