// yachay recommend taste: factors of items, from what learners completed and rated.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "cli/command.h"
#include "cli/recommend_commands.h"
#include "cli/recommend_rows.h"
#include "models/files.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;
using taste::Interaction;
using ByLearner = std::map<std::string, std::vector<Interaction>>;

constexpr std::size_t kPlaces = 10;

struct Options {
  RecommendLogOptions log;
  std::string ratings;  // a file instead of the log
  std::string out;
  bool measure = false;
  taste::AlsOptions als;
};

// learner, item, stars, anything; separated by tabs, as MovieLens writes them.
absl::StatusOr<std::vector<Interaction>> ReadRatings(const std::string& path) {
  std::ifstream in(path);
  if (!in) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  std::vector<Interaction> met;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    double stars = 0;
    if (cells.size() < 3 || !absl::SimpleAtod(cells[2], &stars) || !(stars > 0))
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", number, ": expected learner, item and stars above 0"));
    met.push_back({cells[0], cells[1], stars});
  }
  return met;
}

// A quarter of each learner's items, chosen by the seed.
void Split(std::vector<Interaction> met, std::uint64_t seed, std::vector<Interaction>& train,
           ByLearner& test) {
  ByLearner by_learner;
  for (Interaction& one : met) by_learner[one.learner].push_back(std::move(one));
  for (auto& [learner, items] : by_learner) {
    const auto key = [&](const Interaction& one) {
      return models::Sha256(absl::StrCat(seed, "/", learner, "/", one.item));
    };
    std::sort(items.begin(), items.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    const auto held = items.begin() + static_cast<std::ptrdiff_t>(items.size() / 4);
    test[learner].assign(items.begin(), held);
    train.insert(train.end(), held, items.end());
  }
}

// nDCG@10 with every held-out item relevant alike, over all items that the learner has not met in training.
template <typename F>
double MeanNdcg(const taste::Taste& items, const std::vector<Interaction>& train, const ByLearner& test,
                F score) {
  std::map<std::string, std::vector<std::size_t>> known;
  for (const Interaction& one : train) known[one.learner].push_back(*items.Find(one.item));
  double sum = 0, learners = 0;
  for (const auto& [learner, held] : test) {
    if (held.empty()) continue;
    std::set<std::string> wanted;
    for (const Interaction& one : held) wanted.insert(one.item);
    std::vector<float> scores = score(known[learner]);
    for (const std::size_t item : known[learner]) scores[item] = -1e30F;
    std::vector<int> relevance;
    for (const taste::Item& item : items.items()) relevance.push_back(wanted.erase(item.id) > 0 ? 1 : 0);
    relevance.resize(relevance.size() + wanted.size(),
                     1);  // items that nobody met in training count as missed
    scores.resize(relevance.size(), -1e30F);
    sum += training::Ndcg(relevance, scores, kPlaces);
    ++learners;
  }
  return sum / learners;
}

absl::StatusOr<ordered_json> Measure(const std::vector<Interaction>& met, const taste::AlsOptions& options) {
  std::vector<Interaction> train;
  ByLearner test;
  Split(met, options.seed, train, test);
  const auto taste = taste::FitAls(train, options);
  if (!taste.ok()) return taste.status();
  const auto ours = [&](const std::vector<std::size_t>& known) {
    const std::vector<float> learner = taste->FoldIn(known);
    std::vector<float> scores(taste->items().size(), 0);
    for (std::size_t i = 0; i < scores.size() && !learner.empty(); ++i) scores[i] = taste->Liking(learner, i);
    return scores;
  };
  const auto popularity = [&](const std::vector<std::size_t>&) {
    std::vector<float> scores;
    for (const taste::Item& item : taste->items()) scores.push_back(static_cast<float>(item.evidence));
    return scores;
  };
  return ordered_json{{"interactions", met.size()},
                      {"learners", test.size()},
                      {"ndcg_at_10", MeanNdcg(*taste, train, test, ours)},
                      {"popularity_ndcg_at_10", MeanNdcg(*taste, train, test, popularity)}};
}

absl::StatusOr<std::vector<Interaction>> Read(const Options& options) {
  if (!options.ratings.empty()) return ReadRatings(options.ratings);
  const auto log = ReadRecommendLog(options.log);
  if (!log.ok()) return log.status();
  return MakeInteractions(*log);
}

void Print(const ordered_json& document, std::ostream& out) {
  for (const auto& [name, value] : document.items()) out << name << " " << value << "\n";
}

absl::Status MakeTaste(const Options& options, Cli& cli) {
  const auto met = Read(options);
  if (!met.ok()) return met.status();
  ordered_json document = {{"interactions", met->size()}};
  if (options.measure) {
    const auto measured = Measure(*met, options.als);
    if (!measured.ok()) return measured.status();
    document.update(*measured);
  }
  if (!options.out.empty()) {
    const auto taste = taste::FitAls(*met, options.als);
    if (!taste.ok()) return taste.status();
    const absl::Status written = models::WriteFileAtomically(options.out, taste->ToJson());
    if (!written.ok()) return written;
    document["items"] = taste->items().size();
    document["out"] = options.out;
  }
  if (cli.json) {
    cli.out << document.dump(2) << "\n";
  } else {
    Print(document, cli.out);
  }
  return absl::OkStatus();
}

}  // namespace

void AddRecommendTaste(CLI::App& recommend, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* taste = recommend.add_subcommand(
      "taste", "Factors of items from what learners completed and rated, for yachay-recommendation --taste");
  CLI::Option* brokers = AddLogFlags(*taste, options->log);
  taste->add_option("--ratings", options->ratings, "Instead: a file of learner, item and stars, by tabs")
      ->excludes(brokers)
      ->check(CLI::ExistingFile);
  taste->add_option("--out", options->out, "File to write");
  taste->add_flag("--measure", options->measure,
                  "Keep a quarter of each learner's items and print nDCG@10, popularity's beside it");
  taste->add_option("--rank", options->als.rank, "Factors")->check(CLI::Range(1, 256))->capture_default_str();
  taste->add_option("--iterations", options->als.iterations, "Rounds")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  taste->add_option("--regularization", options->als.regularization, "Pull of the factors towards 0")
      ->check(CLI::Range(1e-6, 1e6))
      ->capture_default_str();
  taste->add_option("--confidence", options->als.confidence, "How much more a completion says than none")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  taste->add_option("--seed", options->als.seed, "Of the start and the split")->capture_default_str();
  taste->callback([options, brokers, &cli] {
    if (brokers->empty() && options->ratings.empty()) throw CLI::RequiredError("--brokers or --ratings");
    if (options->out.empty() && !options->measure) throw CLI::RequiredError("--out or --measure");
    cli.run = [options, &cli] { return MakeTaste(*options, cli); };
  });
}

}  // namespace yachay::cli
