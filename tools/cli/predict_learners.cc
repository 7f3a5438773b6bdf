#include "cli/predict_learners.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <unordered_set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/predict_write.h"
#include "models/files.h"
#include "models/other_views.h"
#include "service/status.h"

namespace yachay::cli {
namespace {

namespace fv1 = features::v1;

constexpr size_t kLearnersACall = 500;

bool Known(const fv1::GetFeaturesResponse& response, int row) {
  return std::any_of(response.columns().begin(), response.columns().end(),
                     [row](const fv1::FeatureColumn& column) {
                       return column.statuses(row) != fv1::FEATURE_STATUS_NOT_FOUND;
                     });
}

// "" when the value is missing. Numbers in the fewest digits that read back as the same number.
std::string Cell(const fv1::FeatureColumn& column, int row) {
  if (column.statuses(row) != fv1::FEATURE_STATUS_PRESENT) return "";
  if (column.type() == fv1::FEATURE_TYPE_TEXT) return CsvField(column.texts(row));
  char digits[32];
  const auto [end, code] = std::to_chars(digits, digits + sizeof(digits), column.numbers(row));
  return {digits, end};
}

// Every column has a value of its feature's kind for every row.
bool Fits(const fv1::GetFeaturesResponse& response, const std::vector<models::Feature>& features, int rows) {
  if (response.columns_size() != static_cast<int>(features.size())) return false;
  for (int c = 0; c < response.columns_size(); ++c) {
    const fv1::FeatureColumn& column = response.columns(c);
    const bool number = features[static_cast<size_t>(c)].kind == models::FeatureKind::kNumber;
    const int values = number ? column.numbers_size() : column.texts_size();
    if (column.type() != (number ? fv1::FEATURE_TYPE_NUMBER : fv1::FEATURE_TYPE_TEXT) || values != rows ||
        column.statuses_size() != rows) {
      return false;
    }
  }
  return true;
}

}  // namespace

absl::StatusOr<LearnerRows> LearnerRows::Connect(const LearnerRowsOptions& options, models::Manifest model,
                                                 const DialOptions& dial) {
  auto channel = Dial(options.feature_store, dial);
  if (!channel.ok()) return channel.status();
  LearnerRows rows;
  rows.stub_ = fv1::FeatureStore::NewStub(*channel);
  rows.options_ = options;
  rows.model_ = std::move(model);
  return rows;
}

absl::StatusOr<fv1::GetFeaturesResponse> LearnerRows::Ask(const fv1::GetFeaturesRequest& request) const {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(options_.timeout));
  context.set_wait_for_ready(true);
  fv1::GetFeaturesResponse response;
  const std::string store = "feature-store at " + options_.feature_store;
  const absl::Status called = service::FromGrpc(stub_->GetFeatures(&context, request, &response), store);
  if (absl::IsInvalidArgument(called)) return absl::FailedPreconditionError(called.message());
  if (!called.ok()) return called;
  if (!Fits(response, model_.features, request.learner_ids_size())) {
    return absl::FailedPreconditionError(
        absl::StrCat(store, ": view ", options_.view, " does not give the model's features by kind"));
  }
  if (absl::Status fits = CheckViews(response); !fits.ok()) return fits;
  return response;
}

absl::Status LearnerRows::CheckViews(const fv1::GetFeaturesResponse& response) const {
  if (options_.other_views == "serve") return absl::OkStatus();
  const auto& hashes = response.view_hashes();
  const std::string difference = models::OtherViews(model_, models::ViewHashes(hashes.begin(), hashes.end()));
  if (difference.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("feature-store at ", options_.feature_store, ": ", model_.name, ":", model_.version,
                   " was trained on other definitions than it serves: ", difference,
                   ". Train it on these and promote it, or say --other-views serve"));
}

absl::Status LearnerRows::Append(const std::vector<std::string>& learners, std::string& csv) const {
  fv1::GetFeaturesRequest request;
  for (const models::Feature& feature : model_.features) {
    request.add_features(
        absl::StrContains(feature.name, ':') ? feature.name : absl::StrCat(options_.view, ":", feature.name));
  }
  for (const std::string& learner : learners) request.add_learner_ids(learner);
  const auto response = Ask(request);
  if (!response.ok()) return response.status();
  for (int row = 0; row < request.learner_ids_size(); ++row) {
    if (!Known(*response, row)) continue;
    if (row < response->without_consent_size() && response->without_consent(row)) continue;
    csv += CsvField(request.learner_ids(row));
    for (const fv1::FeatureColumn& column : response->columns())
      absl::StrAppend(&csv, ",", Cell(column, row));
    csv += "\n";
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<training::CsvTable>> LearnerRows::Read(CsvBlock block) const {
  const auto table = std::move(block).Parse();
  if (!table.ok()) return table.status();
  const auto column = table->Require(kLearnerColumn);
  if (!column.ok()) return column.status();
  std::string csv = kLearnerColumn;
  for (const models::Feature& feature : model_.features) absl::StrAppend(&csv, ",", CsvField(feature.name));
  csv += "\n";
  const size_t header = csv.size();
  std::vector<std::string> learners;
  for (size_t row = 0; row < table->rows(); ++row) {
    learners.emplace_back(table->at(row, *column));
    if (learners.size() < kLearnersACall && row + 1 < table->rows()) continue;
    if (auto status = Append(learners, csv); !status.ok()) return status;
    learners.clear();
  }
  if (csv.size() == header) return std::nullopt;
  auto rows = training::CsvTable::Parse(std::move(csv), "feature-store at " + options_.feature_store,
                                        {.fingerprint = false});
  if (!rows.ok()) return rows.status();
  return std::optional(*std::move(rows));
}

absl::Status WriteLearners(const FeaturesLog& log, const std::string& path) {
  const auto partitions = Partitions(log);
  if (!partitions.ok()) return partitions.status();
  std::string text = absl::StrCat(kLearnerColumn, "\n");
  LogProgress progress("learners", partitions->size());
  for (size_t i = 0; i < partitions->size(); ++i) {
    progress.Begin(i + 1);
    std::unordered_set<std::string> seen;  // a learner is in one partition
    const auto take = [&](const std::vector<feature_store::LogRecord>& records) {
      progress.Add(records.size());
      for (const feature_store::LogRecord& record : records) {
        if (!record.event || !seen.insert(record.event->learner_id).second) continue;
        absl::StrAppend(&text, CsvField(record.event->learner_id), "\n");
      }
      return absl::OkStatus();
    };
    if (auto status = ReadPartition(log, (*partitions)[i], take); !status.ok()) return status;
  }
  return models::WriteFileAtomically(path, text);
}

}  // namespace yachay::cli
