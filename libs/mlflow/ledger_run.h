// The ledger of a model's aliases on MLflow: a run whose parameters are its lines.
//
// MLflow has no compare-and-set, but a parameter of a run can be logged once and never changed: of two who
// log "move.000007" with different values the server refuses one. That is what makes a move atomic here. A
// second parameter, "done.000007", follows when the aliases stand where the move says. (On a database this is
// a unique key; MLflow's file store looks first and writes then, so two may win at the same moment.)
//
// The run of a model is found through the experiment "yachay/<model>/ledger", whose name is unique and whose
// tag names the run from its first moment. Thread-safe. Errors are those of Rest.
#ifndef MLFLOW_LEDGER_RUN_H_
#define MLFLOW_LEDGER_RUN_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "mlflow/rest.h"
#include "models/registry.h"

namespace yachay::mlflow {

// Moves that were made together: one parameter.
struct LedgerEntry {
  std::vector<models::AliasMove> moves;
  bool done = false;
};

class LedgerRun {
 public:
  // The run of `model`; NotFound when no alias was ever moved.
  static absl::StatusOr<LedgerRun> Find(const Rest& rest, std::string_view model);
  // Made when there is none; of many who make it at once one run stays.
  static absl::StatusOr<LedgerRun> FindOrMake(const Rest& rest, std::string_view model);

  // In order, from number 1. DataLoss for what cannot be understood.
  absl::StatusOr<std::vector<LedgerEntry>> Read() const;
  // True when these moves are entry `number`; false when another was faster. InvalidArgument when they are
  // too long for a parameter.
  absl::StatusOr<bool> Claim(size_t number, const std::vector<models::AliasMove>& moves) const;
  absl::Status MarkDone(size_t number) const;

 private:
  LedgerRun(const Rest& rest, std::string run) : rest_(&rest), run_(std::move(run)) {}

  const Rest* rest_;
  std::string run_;
};

// The id of an experiment, which is made when there is none.
absl::StatusOr<std::string> ExperimentId(const Rest& rest, const std::string& name);

}  // namespace yachay::mlflow

#endif  // MLFLOW_LEDGER_RUN_H_
