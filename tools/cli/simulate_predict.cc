#include "cli/simulate_predict.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/simulate_client.h"
#include "cli/simulate_progress.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::simulate {
namespace {

namespace pb = yachay::inference::v1;

void Count(const PredictOptions& options, const pb::PredictRequest& request,
           const pb::PredictResponse& response, PredictReport& report) {
  VersionAnswers& version = report.versions[response.version()];
  for (int i = 0; i < response.labels_size(); ++i) {
    ++version.rows;
    ++version.labels[response.labels(i)];
    const std::string& learner = request.learners().learner_ids(i);
    const auto truth = options.truth.find(learner);
    if (truth != options.truth.end() && truth->second == response.labels(i)) ++version.right;
    report.last[learner] = response.labels(i);
  }
  report.rows += static_cast<uint64_t>(response.labels_size());
  report.logged +=
      static_cast<uint64_t>(std::count_if(response.prediction_ids().begin(), response.prediction_ids().end(),
                                          [](const std::string& id) { return !id.empty(); }));
  for (const pb::RowFeatures& row : response.row_features()) report.unknown += row.known() ? 0 : 1;
}

// One batch; the version that answered, 0 when none did.
uint64_t Ask(Client& client, const PredictOptions& options, size_t begin, PredictReport& report) {
  const size_t end = std::min(options.learner_ids.size(), begin + options.batch);
  pb::PredictRequest request;
  request.set_model(options.model);
  for (size_t i = begin; i < end; ++i) request.mutable_learners()->add_learner_ids(options.learner_ids[i]);
  if (options.as_of_ms > 0) request.mutable_learners()->mutable_as_of()->set_seconds(options.as_of_ms / 1000);
  pb::PredictResponse response;
  int tries = 0;
  const absl::Status status =
      CallUntilDone([&] { return client.Predict(request, response); }, options.retry, tries);
  ++report.calls;
  if (!status.ok()) {
    ++report.failed_calls;
    if (report.first_problem.empty()) report.first_problem = absl::StrCat("Predict: ", status.ToString());
    return 0;
  }
  if (tries > 1) ++report.retried_calls;
  Count(options, request, response, report);
  return response.version();
}

// Each learner once; the lowest version that answered.
uint64_t Round(Client& client, const PredictOptions& options, Progress& progress, PredictReport& report) {
  uint64_t lowest = ~uint64_t{0};
  for (size_t begin = 0; begin < options.learner_ids.size(); begin += options.batch) {
    if (options.calls_per_second > 0) absl::SleepFor(absl::Seconds(1 / options.calls_per_second));
    lowest = std::min(lowest, Ask(client, options, begin, report));
    progress.Advance(options.batch);
  }
  return lowest;
}

}  // namespace

PredictReport PredictAll(const PredictOptions& options) {
  Client client(options.inference, options.credentials);
  PredictReport report;
  Progress progress("predicting", options.learner_ids.size());
  const absl::Time stop = absl::Now() + absl::Seconds(options.seconds);
  while (true) {
    const uint64_t version = Round(client, options, progress, report);
    if (options.until_version > 0 && version >= options.until_version) break;
    if (absl::Now() >= stop) break;
  }
  return report;
}

}  // namespace yachay::simulate
