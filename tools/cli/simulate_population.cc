#include "cli/simulate_population.h"

#include <array>
#include <numeric>

#include "absl/strings/str_format.h"
#include "cli/simulate_random.h"

namespace yachay::simulate {
namespace {

struct Share {
  const char* name;
  double upto;  // cumulated share
};
constexpr std::array<Share, 2> kGenders{{{"Male", 0.6}, {"Female", 1}}};
constexpr std::array<Share, 4> kLocations{{{"USA", 0.4}, {"Europe", 0.7}, {"Asia", 0.9}, {"Other", 1}}};
constexpr std::array<Share, 5> kGenres{
    {{"Action", 0.2}, {"Sports", 0.4}, {"Simulation", 0.6}, {"Strategy", 0.8}, {"RPG", 1}}};
constexpr std::array<Share, 3> kDifficulties{{{"Easy", 0.5}, {"Medium", 0.8}, {"Hard", 1}}};
constexpr std::array<const char*, 3> kLabels{"Low", "Medium", "High"};

template <size_t N>
const char* Pick(const std::array<Share, N>& shares, double u) {
  for (const Share& share : shares) {
    if (u < share.upto) return share.name;
  }
  return shares.back().name;
}

int Whole(int low, int high, double u) { return low + static_cast<int>(u * (high - low + 1)); }

// One number per player, one from each of `count` equal slices of [0, 1), in random order.
std::vector<double> Stratified(size_t count, Random& random) {
  std::vector<double> column(count);
  for (size_t i = 0; i < count; ++i) {
    column[i] = (static_cast<double>(i) + random.Uniform()) / static_cast<double>(count);
  }
  random.Shuffle(column);
  return column;
}

// One of the other two.
std::string OtherLabel(const std::string& label, Random& random) {
  const size_t first = static_cast<size_t>(random.Integer(0, 1));
  return kLabels[first] == label             ? kLabels[2]
         : first == 1 || kLabels[1] != label ? kLabels[first]
                                             : kLabels[0];
}

void WriteRow(std::ostream& out, size_t id, const Player& p, const std::string& label) {
  out << absl::StreamFormat("%d,%d,%s,%s,%s,%.6f,%d,%s,%d,%d,%d,%d,%s\n", id, p.age, p.gender, p.location,
                            p.game_genre, p.play_time_hours, p.purchases ? 1 : 0, p.difficulty,
                            p.sessions_per_week, p.session_minutes, p.level, p.achievements, label);
}

}  // namespace

std::vector<Player> DrawPlayers(size_t count, uint64_t seed) {
  std::vector<Player> players(count);
  Random random(Mix(seed, {HashText("players")}));
  auto each = [&](auto set) {
    const std::vector<double> column = Stratified(count, random);
    for (size_t i = 0; i < count; ++i) set(players[i], column[i]);
  };
  each([](Player& p, double u) { p.age = Whole(15, 49, u); });
  each([](Player& p, double u) { p.gender = Pick(kGenders, u); });
  each([](Player& p, double u) { p.location = Pick(kLocations, u); });
  each([](Player& p, double u) { p.game_genre = Pick(kGenres, u); });
  each([](Player& p, double u) { p.play_time_hours = 24 * u; });
  each([](Player& p, double u) { p.purchases = u < 0.2; });
  each([](Player& p, double u) { p.difficulty = Pick(kDifficulties, u); });
  each([](Player& p, double u) { p.sessions_per_week = Whole(0, 19, u); });
  each([](Player& p, double u) { p.session_minutes = Whole(10, 179, u); });
  each([](Player& p, double u) { p.level = Whole(1, 99, u); });
  each([](Player& p, double u) { p.achievements = Whole(0, 49, u); });
  return players;
}

std::string EngagementLabel(const Player& player) {
  const double score = player.sessions_per_week * player.session_minutes + 1.5 * (player.level - 50) +
                       3.0 * (player.achievements - 25);
  return score < 268.5 ? "Low" : score < 1356.5 ? "Medium" : "High";
}

void WritePlayers(std::ostream& out, const std::vector<Player>& players, uint64_t seed, double noise) {
  out << "PlayerID,Age,Gender,Location,GameGenre,PlayTimeHours,InGamePurchases,GameDifficulty,"
         "SessionsPerWeek,"
         "AvgSessionDurationMinutes,PlayerLevel,AchievementsUnlocked,EngagementLevel\n";
  Random random(Mix(seed, {HashText("labels")}));
  for (size_t i = 0; i < players.size(); ++i) {
    const std::string label = EngagementLabel(players[i]);
    WriteRow(out, i + 1, players[i], random.Chance(noise) ? OtherLabel(label, random) : label);
  }
}

}  // namespace yachay::simulate
