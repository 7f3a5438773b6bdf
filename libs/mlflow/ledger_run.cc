#include "mlflow/ledger_run.h"

#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "models/ledger.h"

namespace yachay::mlflow {
namespace {

constexpr char kRunTag[] = "yachay.ledger_run";
constexpr size_t kMostBytes = 6000;  // of a parameter; MLflow cuts longer ones without a word

std::string TrainingExperiment(std::string_view model) { return absl::StrCat("yachay/", std::string(model)); }
std::string LedgerExperiment(std::string_view model) { return TrainingExperiment(model) + "/ledger"; }
std::string MoveKey(size_t number) { return absl::StrFormat("move.%06d", number); }
std::string DoneKey(size_t number) { return absl::StrFormat("done.%06d", number); }

// The lines after a line of their own, so that two who make the same move at the same second still differ.
std::string Write(const std::vector<models::AliasMove>& moves) {
  std::random_device random;
  std::string text =
      absl::StrCat(absl::Hex(random(), absl::kZeroPad8), absl::Hex(random(), absl::kZeroPad8), "\n");
  for (const models::AliasMove& move : moves) text += models::MoveToLine(move);
  return text;
}

absl::StatusOr<std::vector<models::AliasMove>> Parse(const std::string& text, const std::string& where) {
  auto ledger = models::ParseLedger(text.substr(std::min(text.find('\n'), text.size() - 1) + 1), where);
  if (!ledger.ok()) return ledger.status();
  return std::move(ledger->moves);
}

absl::StatusOr<std::string> MakeRun(const Rest& rest, std::string_view model) {
  const auto experiment = ExperimentId(rest, TrainingExperiment(model));
  if (!experiment.ok()) return experiment.status();
  const auto made = rest.Post("runs/create", {{"experiment_id", *experiment},
                                              {"run_name", "ledger"},
                                              {"start_time", absl::ToUnixMillis(absl::Now())},
                                              {"tags", {{{"key", "yachay.kind"}, {"value", "ledger"}}}}});
  if (!made.ok()) return made.status();
  return TextAt(*made, "run.info.run_id");
}

}  // namespace

absl::StatusOr<std::string> ExperimentId(const Rest& rest, const std::string& name) {
  auto made = rest.PostAgain("experiments/create", {{"name", name}});
  if (made.ok()) return TextAt(*made, "experiment_id");
  if (!absl::IsAlreadyExists(made.status())) return made.status();
  const auto found = rest.Get("experiments/get-by-name", {{"experiment_name", name}});
  if (!found.ok()) return found.status();
  return TextAt(*found, "experiment.experiment_id");
}

absl::StatusOr<LedgerRun> LedgerRun::Find(const Rest& rest, std::string_view model) {
  const auto found = rest.Get("experiments/get-by-name", {{"experiment_name", LedgerExperiment(model)}});
  if (!found.ok()) return found.status();
  for (const Json& tag : ListAt(found->value("experiment", Json::object()), "tags")) {
    if (TextAt(tag, "key") == kRunTag) return LedgerRun(rest, TextAt(tag, "value"));
  }
  return absl::DataLossError(absl::StrCat("MLflow at ", rest.base(), ": experiment ", LedgerExperiment(model),
                                          " has no tag ", kRunTag, "; it was not made by Yachay"));
}

absl::StatusOr<LedgerRun> LedgerRun::FindOrMake(const Rest& rest, std::string_view model) {
  auto found = Find(rest, model);
  if (!absl::IsNotFound(found.status())) return found;
  const auto run = MakeRun(rest, model);
  if (!run.ok()) return run.status();
  const auto made = rest.Post("experiments/create", {{"name", LedgerExperiment(model)},
                                                     {"tags", {{{"key", kRunTag}, {"value", *run}}}}});
  if (made.ok()) return LedgerRun(rest, *run);
  (void)rest.PostAgain("runs/delete", {{"run_id", *run}});  // another's counts
  return absl::IsAlreadyExists(made.status()) ? Find(rest, model) : made.status();
}

absl::StatusOr<std::vector<LedgerEntry>> LedgerRun::Read() const {
  const auto run = rest_->Get("runs/get", {{"run_id", run_}});
  if (!run.ok()) return run.status();
  std::map<std::string, std::string> params;
  const Json data = run->value("run", Json::object()).value("data", Json::object());
  for (const Json& param : ListAt(data, "params")) params[TextAt(param, "key")] = TextAt(param, "value");
  std::vector<LedgerEntry> entries;
  for (size_t number = 1; params.contains(MoveKey(number)); ++number) {
    const std::string where =
        absl::StrCat("MLflow at ", rest_->base(), ": run ", run_, ", ", MoveKey(number));
    auto moves = Parse(params[MoveKey(number)], where);
    if (!moves.ok()) return moves.status();
    entries.push_back({*std::move(moves), params.contains(DoneKey(number))});
  }
  return entries;
}

absl::StatusOr<bool> LedgerRun::Claim(size_t number, const std::vector<models::AliasMove>& moves) const {
  const std::string text = Write(moves);
  if (text.size() > kMostBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("the evidence of a move is too long for MLflow: ", text.size(),
                     " bytes with all its lines, at most ", kMostBytes));
  }
  const auto logged =
      rest_->PostAgain("runs/log-parameter", {{"run_id", run_}, {"key", MoveKey(number)}, {"value", text}});
  if (logged.ok()) return true;
  if (!absl::IsInvalidArgument(logged.status())) return logged.status();
  const auto entries = Read();
  if (!entries.ok()) return entries.status();
  if (entries->size() < number) return logged.status();  // refused for another reason
  return false;
}

absl::Status LedgerRun::MarkDone(size_t number) const {
  return rest_->PostAgain("runs/log-parameter", {{"run_id", run_}, {"key", DoneKey(number)}, {"value", "1"}})
      .status();
}

}  // namespace yachay::mlflow
