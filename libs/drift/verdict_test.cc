#include "drift/verdict.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>

#include "drift/columns_for_tests.h"
#include "drift/retrain.h"
#include "testing/catch.h"

namespace yachay::drift {
namespace {

Test Chosen(int rows, int distinct) {
  return One(Numbers("x", Round(rows, distinct)), Numbers("x", Round(100, distinct))).test;
}

TEST_CASE("A column of numbers is tested by its rows and distinct values") {
  CHECK(Chosen(1000, 6) == Test::kKolmogorovSmirnov);
  CHECK(Chosen(1000, 5) == Test::kChiSquare);
  CHECK(Chosen(1000, 2) == Test::kProportions);
  CHECK(Chosen(1001, 6) == Test::kWasserstein);
  CHECK(Chosen(1001, 5) == Test::kJensenShannon);
  CHECK(Chosen(1001, 2) == Test::kJensenShannon);
}

TEST_CASE("A column of categories is tested by its rows and distinct values") {
  const Column three = Categories("x", {"a", "b", "c"});
  CHECK(One(three, three).test == Test::kChiSquare);
  CHECK(One(Categories("x", {"a", "b"}), Categories("x", {"b"})).test == Test::kProportions);
  CHECK(One(Categories("x", std::vector<std::string>(1001, "a")), three).test == Test::kJensenShannon);
}

TEST_CASE("A column of whole numbers with few values in the reference is a category") {
  const Column five = Numbers("x", Round(2000, 5));
  CHECK(One(five, Numbers("x", Round(100, 9))).test == Test::kJensenShannon);
  std::vector<double> with_missing = Round(100, 9);
  with_missing[0] = kMissing;  // no longer a column of integers to pandas
  CHECK(One(five, Numbers("x", with_missing)).test == Test::kWasserstein);
}

TEST_CASE("Missing and infinite values are dropped before anything else") {
  std::vector<double> values = Round(1001, 6);
  values[7] = std::numeric_limits<double>::infinity();
  const ColumnVerdict verdict = One(Numbers("x", values), Numbers("x", Round(60, 6)));
  CHECK(verdict.test == Test::kKolmogorovSmirnov);  // 1,000 rows are left
  CHECK(verdict.reference_missing == 1);
}

TEST_CASE("A column that lost all its values has drifted; one that never had any has not") {
  const Column none = Numbers("x", {kMissing, kMissing});
  const ColumnVerdict lost = One(Numbers("x", {1, 2}), none);
  CHECK(lost.drifted);
  CHECK(lost.test == Test::kNone);
  CHECK_FALSE(lost.note.empty());
  CHECK_FALSE(One(none, Numbers("x", {1, 2})).drifted);
}

TEST_CASE("A test can be chosen per column, and must fit it") {
  const CompareOptions psi{.tests = {{"x", Test::kPopulationStability}}};
  CHECK(One(Numbers("x", Round(2000, 9)), Numbers("x", Round(90, 9)), psi).test ==
        Test::kPopulationStability);
  const CompareOptions ks{.tests = {{"x", Test::kKolmogorovSmirnov}}};
  const Column text = Categories("x", {"a"});
  const auto status = Compare(*Reference::FromColumns({text}), *Window::FromColumns({text}), ks).status();
  CHECK(status.code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("A test is found by its name") {
  CHECK(*TestNamed("psi") == Test::kPopulationStability);
  CHECK(*TestNamed(Name(Test::kWasserstein)) == Test::kWasserstein);
  CHECK(std::string(TestNamed("t").status().message()).find("jensenshannon") != std::string::npos);
  CHECK_FALSE(TestNamed("none").ok());
}

// --- against Evidently on the engagement data
// -----------------------------------------------------------------

struct Published {
  const char* column;
  Test test;
  double score;
  bool drifted;
};

constexpr Test kW = Test::kWasserstein;
constexpr Test kJ = Test::kJensenShannon;
constexpr Test kK = Test::kKolmogorovSmirnov;
constexpr Test kC = Test::kChiSquare;
constexpr Test kZ = Test::kProportions;

using Rows = std::vector<std::vector<std::string>>;

// The file without its header; empty when it is not there. No field of it is quoted.
Rows ReadPlayers() {
  const char* folder = std::getenv("YACHAY_SHARED_DATA");
  std::ifstream file(std::string(folder == nullptr ? "." : folder) + "/engagement/players.csv");
  Rows rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::stringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
  }
  return rows;
}

std::vector<Column> Columns(const Rows& rows, size_t first, size_t last, double least_sessions = 0) {
  const std::vector<std::string> names = {"Age",
                                          "Gender",
                                          "Location",
                                          "GameGenre",
                                          "PlayTimeHours",
                                          "InGamePurchases",
                                          "GameDifficulty",
                                          "SessionsPerWeek",
                                          "AvgSessionDurationMinutes",
                                          "PlayerLevel",
                                          "AchievementsUnlocked"};
  std::vector<Column> columns;
  for (size_t c = 0; c < names.size(); ++c) {
    const bool text = c == 1 || c == 2 || c == 3 || c == 6;
    columns.push_back(text ? Categories(names[c], {}) : Numbers(names[c], {}));
    for (size_t r = first; r < last; ++r) {
      if (std::stod(rows[r][8]) < least_sessions) continue;
      if (text) columns.back().categories.push_back(rows[r][c + 1]);
      if (!text) columns.back().numbers.push_back(std::stod(rows[r][c + 1]));
    }
  }
  return columns;
}

void CheckPublished(const std::vector<Column>& reference, const std::vector<Column>& current,
                    const std::vector<Published>& expected) {
  const auto verdict = Compare(*Reference::FromColumns(reference), *Window::FromColumns(current));
  REQUIRE(verdict.ok());
  REQUIRE(verdict->columns.size() == expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    const ColumnVerdict& column = verdict->columns[i];
    INFO(column.name << " " << Name(column.test) << " " << column.score - expected[i].score);
    CHECK(column.name == expected[i].column);
    CHECK(column.test == expected[i].test);
    CHECK(std::abs(column.score - expected[i].score) < 1e-12);
    CHECK(column.drifted == expected[i].drifted);
  }
}

// The expected values: evidently==0.4.4, d = pandas.read_csv(players.csv) without PlayerID and
// EngagementLevel, Report([DataDriftPreset()]).run(reference_data=d[a:b], current_data=d[c:d]), with the rows
// of each case.
TEST_CASE("Distances equal Evidently's on the engagement data, whether drifted or not") {
  const Rows rows = ReadPlayers();
  if (rows.empty()) {
    WARN("no YACHAY_SHARED_DATA/engagement/players.csv: nothing compared");
    return;
  }
  const auto reference = Columns(rows, 0, 20000);
  // d[:20000], d[20000:]
  CheckPublished(reference, Columns(rows, 20000, rows.size()),
                 {{"Age", kW, 0.020016050930498568, false},
                  {"Gender", kJ, 0.005584721847463152, false},
                  {"Location", kJ, 0.002361502903131655, false},
                  {"GameGenre", kJ, 0.008318292402708392, false},
                  {"PlayTimeHours", kW, 0.00982648311553713, false},
                  {"InGamePurchases", kJ, 0.0015900486826240137, false},
                  {"GameDifficulty", kJ, 0.006761858711573479, false},
                  {"SessionsPerWeek", kW, 0.011945634879498656, false},
                  {"AvgSessionDurationMinutes", kW, 0.019519704260390684, false},
                  {"PlayerLevel", kW, 0.016909312720940244, false},
                  {"AchievementsUnlocked", kW, 0.015108696323415112, false}});
  // d[:20000], d[20000:] where SessionsPerWeek > 4
  CheckPublished(reference, Columns(rows, 20000, rows.size(), 5),
                 {{"Age", kW, 0.029424645864141796, false},
                  {"Gender", kJ, 0.0020782585901229704, false},
                  {"Location", kJ, 0.003918890307982431, false},
                  {"GameGenre", kJ, 0.006605544919599075, false},
                  {"PlayTimeHours", kW, 0.014879227948326834, false},
                  {"InGamePurchases", kJ, 0.001796965159162678, false},
                  {"GameDifficulty", kJ, 0.006289405911874448, false},
                  {"SessionsPerWeek", kW, 0.44788114444500043, true},
                  {"AvgSessionDurationMinutes", kW, 0.015123638217228392, false},
                  {"PlayerLevel", kW, 0.015646791286473182, false},
                  {"AchievementsUnlocked", kW, 0.018916372255733872, false}});
}

TEST_CASE("p-values equal Evidently's on small references of the engagement data") {
  const Rows rows = ReadPlayers();
  if (rows.empty()) {
    WARN("no YACHAY_SHARED_DATA/engagement/players.csv: nothing compared");
    return;
  }
  // d[:800], d[800:1500]: Kolmogorov–Smirnov is exact
  CheckPublished(Columns(rows, 0, 800), Columns(rows, 800, 1500),
                 {{"Age", kK, 0.8951407129207645, false},
                  {"Gender", kZ, 0.8653090797813405, false},
                  {"Location", kC, 0.5379273503261592, false},
                  {"GameGenre", kC, 0.26552585829747455, false},
                  {"PlayTimeHours", kK, 0.7233423515050963, false},
                  {"InGamePurchases", kZ, 0.31209045974313065, false},
                  {"GameDifficulty", kC, 0.11523396226878432, false},
                  {"SessionsPerWeek", kK, 0.3130780467659414, false},
                  {"AvgSessionDurationMinutes", kK, 0.4272455152235587, false},
                  {"PlayerLevel", kK, 0.2929971683823951, false},
                  {"AchievementsUnlocked", kK, 0.7846359518540051, false}});
  // d[:1000], d[1000:11001]: more than 10,000 rows, Kolmogorov–Smirnov is asymptotic
  CheckPublished(Columns(rows, 0, 1000), Columns(rows, 1000, 11001),
                 {{"Age", kK, 0.951040190998714, false},
                  {"Gender", kZ, 0.7887912375240882, false},
                  {"Location", kC, 0.0167617068554304, true},
                  {"GameGenre", kC, 1.1592046896746818e-09, true},
                  {"PlayTimeHours", kK, 0.9752736062058907, false},
                  {"InGamePurchases", kZ, 0.2951029370122451, false},
                  {"GameDifficulty", kC, 0.19762539076211755, false},
                  {"SessionsPerWeek", kK, 0.05444276960820793, false},
                  {"AvgSessionDurationMinutes", kK, 0.07602565267385242, false},
                  {"PlayerLevel", kK, 0.9969193795595201, false},
                  {"AchievementsUnlocked", kK, 0.5922388781199439, false}});
}

TEST_CASE("PSI, KL and Jensen–Shannon over bins equal Evidently's") {
  const Rows rows = ReadPlayers();
  if (rows.empty()) {
    WARN("no YACHAY_SHARED_DATA/engagement/players.csv: nothing compared");
    return;
  }
  const auto reference = Reference::FromColumns(Columns(rows, 0, 20000));
  const auto window = Window::FromColumns(Columns(rows, 20000, rows.size(), 5));
  struct Case {
    const char* column;
    double psi, kl, jensen_shannon;
  };
  // psi_stat_test.func(d[:20000][c], d[20000:][d.SessionsPerWeek > 4][c], "num" | "cat", 0.1)[0], kl_div_…, …
  for (const Case& c : std::vector<Case>{
           {"Age", 0.0025249874721426733, 0.001263520440107033, 0.017763775141792434},
           {"PlayTimeHours", 0.002216904995863103, 0.0011057155159050662, 0.016644407462099588},
           {"PlayerLevel", 0.004183400964027072, 0.00208878485242589, 0.022862038172233867},
           {"Gender", 3.455332728895458e-05, 1.728319292670054e-05, 0.0020782585901229704},
           {"GameGenre", 0.0003490796775216472, 0.00017504159931940212, 0.006605544919599075}}) {
    const auto score = [&](Test test) {
      return Compare(*reference, *window, {.tests = {{c.column, test}}})->Find(c.column)->score;
    };
    INFO(c.column);
    CHECK(std::abs(score(Test::kPopulationStability) - c.psi) < 1e-12);
    CHECK(std::abs(score(Test::kKullbackLeibler) - c.kl) < 1e-12);
    CHECK(std::abs(score(Test::kJensenShannon) - c.jensen_shannon) < 1e-12);
  }
}

// --- the rule
// --------------------------------------------------------------------------------------------------

Verdict Of(std::vector<std::pair<std::string, bool>> columns) {
  Verdict verdict;
  for (auto& [name, drifted] : columns) {
    verdict.columns.push_back({.name = name,
                               .test = kW,
                               .score = 0.5,
                               .threshold = 0.1,
                               .drifted = drifted,
                               .rule = "wasserstein_normed 0.5000 >= 0.1",
                               .sensitivity = std::nullopt,
                               .note = ""});
    verdict.drifted_columns += drifted ? 1 : 0;
  }
  verdict.share = static_cast<double>(verdict.drifted_columns) / static_cast<double>(columns.size());
  return verdict;
}

TEST_CASE("Retraining is asked for by share, by prediction, by a key column, in this order") {
  CHECK(Decide(Of({{"a", true}, {"prediction", true}, {"b", false}})).cause == "share");
  CHECK(Decide(Of({{"a", false}, {"b", false}, {"c", false}, {"prediction", true}})).cause == "prediction");
  const auto key = Decide(Of({{"a", false}, {"SessionsPerWeek", true}, {"c", false}, {"prediction", false}}));
  CHECK(key.retrain);
  CHECK(key.cause == "column:SessionsPerWeek");
  CHECK(key.why == "SessionsPerWeek drifted: wasserstein_normed 0.5000 >= 0.1");
}

TEST_CASE("A column that moves no prediction asks for nothing") {
  Verdict verdict = Of({{"a", true}, {"SessionsPerWeek", true}, {"b", false}, {"prediction", false}});
  verdict.columns[0].sensitivity = 0;
  verdict.columns[1].sensitivity = 0;
  verdict.columns[2].sensitivity = 0.2;
  const auto decision = Decide(verdict);
  CHECK_FALSE(decision.retrain);
  CHECK(decision.why == "drifted, and moves no prediction: a, SessionsPerWeek");
  CHECK(Decide(verdict, *RetrainRuleNamed("published")).retrain);
  verdict.columns[1].sensitivity = 0.01;
  CHECK(Decide(verdict).cause == "share");  // 1 of 3 that count
  CHECK_FALSE(RetrainRuleNamed("other").ok());

  const RetrainRule weighted = *RetrainRuleNamed("weighted");
  verdict.columns[1].name = "c";                   // no key column
  CHECK_FALSE(Decide(verdict, weighted).retrain);  // 0.01 of 0.21
  verdict.columns[1].sensitivity = 0.1;
  CHECK(Decide(verdict, weighted).why == "weighted share of drifted columns 0.33 > 0.30");
}

TEST_CASE("A share of exactly 0.3 asks for nothing, and neither does a column that is no key") {
  const Verdict verdict = Of({{"a", true},
                              {"b", true},
                              {"c", true},
                              {"d", false},
                              {"e", false},
                              {"f", false},
                              {"g", false},
                              {"h", false},
                              {"i", false},
                              {"j", false}});
  CHECK_FALSE(Decide(verdict).retrain);
  CHECK(Decide(verdict).cause.empty());
}

}  // namespace
}  // namespace yachay::drift
