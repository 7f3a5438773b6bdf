#include "cli/predict_stream.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <future>

#include "absl/strings/str_cat.h"
#include "cli/csv_blocks.h"
#include "cli/predict_write.h"
#include "service/executor.h"
#include "training/table_reader.h"
#include "training/trainer.h"

namespace yachay::cli {
namespace {

namespace fs = std::filesystem;

struct Scored {
  std::string text;
  uint64_t end = 0;
  size_t end_line = 0;
  size_t rows = 0;
  training::Cleaning cleaning;
  std::vector<uint64_t> counts;  // per class
};

std::vector<uint64_t> CountClasses(size_t classes, absl::Span<const float> scores) {
  std::vector<uint64_t> counts(classes);
  for (size_t at = 0; at < scores.size(); at += classes) {
    const auto row = scores.subspan(at, classes);
    ++counts[std::max_element(row.begin(), row.end()) - row.begin()];
  }
  return counts;
}

absl::StatusOr<std::optional<training::CsvTable>> ReadBlock(const PredictOptions& options, CsvBlock block) {
  if (options.read) return options.read(std::move(block));
  auto table = std::move(block).Parse();
  if (!table.ok()) return table.status();
  return std::optional(*std::move(table));
}

// `rows_before` numbers the rows of a model without an id column.
absl::StatusOr<Scored> ScoreBlock(const LoadedModel& model, const training::Schema& schema,
                                  const PredictOptions& options, CsvBlock block, uint64_t rows_before) {
  Scored scored{
      .end = block.end, .end_line = block.end_line, .counts = std::vector<uint64_t>(schema.classes.size())};
  auto table = ReadBlock(options, std::move(block));
  if (!table.ok()) return table.status();
  if (!table->has_value()) return scored;
  auto data = training::ReadTable(**table, schema, training::Target::kIfPresent);
  if (!data.ok()) return data.status();
  if (schema.id.empty()) {
    for (size_t r = 0; r < data->rows(); ++r) data->ids[r] = std::to_string(rows_before + r + 1);
  }
  const std::vector<float> scores = training::Score(*model.scorer, *data);
  scored.rows = data->rows();
  scored.cleaning = data->cleaning;
  scored.counts = CountClasses(schema.classes.size(), scores);
  AppendPredictions(*data, scores, scored.text);
  return scored;
}

training::Schema SchemaFor(const LoadedModel& model, const PredictOptions& options) {
  training::Schema schema = SchemaOf(model.manifest);
  if (!options.id.empty()) schema.id = options.id;
  return schema;
}

// What two runs must share for one to go on with the other's rows.
std::string JobOf(const LoadedModel& model, const PredictOptions& options) {
  std::error_code error;
  const auto size = fs::file_size(options.data, error);
  const auto time = fs::last_write_time(options.data, error).time_since_epoch().count();
  return absl::StrCat(model.ref.model, ":", model.ref.version, " of manifest ",
                      models::Sha256(models::ManifestToJson(model.manifest)), " on ", options.data, ", ",
                      size, " bytes of ", time, options.source.empty() ? "" : " through ", options.source);
}

std::string PartialPath(const PredictOptions& options) { return options.out + ".partial"; }
std::string ProgressPath(const PredictOptions& options) { return options.out + ".progress"; }

// False when no run of this job was interrupted.
bool ReadInterrupted(const PredictOptions& options, const std::string& job, PredictProgress& progress) {
  std::error_code error;
  return fs::exists(PartialPath(options), error) && ReadProgress(ProgressPath(options), job, progress);
}

class Run {
 public:
  Run(const LoadedModel& model, const PredictOptions& options)
      : model_(model),
        options_(options),
        schema_(SchemaFor(model, options)),
        job_(JobOf(model, options)),
        partial_path_(PartialPath(options)),
        progress_path_(ProgressPath(options)),
        partial_(partial_path_) {}

  absl::StatusOr<PredictSummary> Do() {
    auto blocks = CsvBlocks::Open(options_.data, options_.block_bytes);
    if (!blocks.ok()) return blocks.status();
    size_ = fs::file_size(options_.data, error_);
    auto status = Begin(*blocks);
    if (status.ok()) status = Stream(*blocks);
    if (status.ok()) status = partial_.Finish(options_.out);
    if (status.ok() || absl::IsInvalidArgument(status) || absl::IsNotFound(status)) {
      fs::remove(partial_path_, error_);
      fs::remove(progress_path_, error_);
    }
    if (!status.ok()) return status;
    return summary_;
  }

 private:
  using Future = std::future<absl::StatusOr<Scored>>;

  absl::Status Begin(CsvBlocks& blocks) {
    PredictProgress& total = summary_.total;
    if (ReadInterrupted(options_, job_, total) && partial_.Open(total.written).ok()) {
      blocks.Skip(total.read, total.line);
      summary_.resumed_rows = total.rows;
      return absl::OkStatus();
    }
    total = {.job = job_};
    const std::string header = PredictionsHeader(schema_.classes);
    total.written = header.size();
    if (auto status = partial_.Open(0); !status.ok()) return status;
    return partial_.Append(header);
  }

  // Two blocks a thread, so that none idles while the oldest, whose turn it is to be written, still runs, and
  // one that is read: memory holds no more than that.
  absl::Status Stream(CsvBlocks& blocks) {
    const int threads = schema_.id.empty() ? 1 : std::max(options_.threads, 1);
    const size_t most = schema_.id.empty() ? 1 : 2 * static_cast<size_t>(threads) + 1;
    std::deque<Future> tasks;
    service::Executor executor(threads, most);
    while (true) {
      auto block = blocks.Next();
      const absl::Status read = block.status();
      if (!read.ok() && tasks.empty()) return read;
      const bool end = !read.ok() || !block->has_value();
      if (!end) {
        std::packaged_task<absl::StatusOr<Scored>()> task(
            [this, block = **std::move(block), before = summary_.total.rows]() mutable {
              return ScoreBlock(model_, schema_, options_, std::move(block), before);
            });
        tasks.push_back(task.get_future());
        if (auto status = executor.Submit(std::move(task)); !status.ok()) return status;
      }
      while (!tasks.empty() && (end || tasks.size() >= most)) {
        const auto scored = tasks.front().get();
        tasks.pop_front();
        if (!scored.ok()) return scored.status();
        if (auto status = Take(*scored); !status.ok()) return status;
      }
      if (end) return read;
    }
  }

  absl::Status Take(const Scored& scored) {
    if (auto status = partial_.Append(scored.text); !status.ok()) return status;
    PredictProgress& total = summary_.total;
    total.read = scored.end;
    total.line = scored.end_line;
    total.written += scored.text.size();
    total.rows += scored.rows;
    total.missing_cells += scored.cleaning.missing_cells;
    total.unseen_categories += scored.cleaning.unseen_categories;
    for (size_t c = 0; c < scored.counts.size(); ++c) {
      if (scored.counts[c] > 0) total.predictions[schema_.classes[c]] += scored.counts[c];
    }
    if (options_.progress && size_ > 0) options_.progress(static_cast<int>(total.read * 1000 / size_), 1000);
    if (++taken_ % std::max(options_.save_every, 1) != 0) return absl::OkStatus();
    if (auto status = partial_.Sync(); !status.ok()) return status;
    return WriteProgress(progress_path_, total);
  }

  const LoadedModel& model_;
  const PredictOptions& options_;
  const training::Schema schema_;
  const std::string job_, partial_path_, progress_path_;
  PartialFile partial_;
  PredictSummary summary_;
  uint64_t size_ = 0;
  int taken_ = 0;
  std::error_code error_;  // of what may fail
};

}  // namespace

bool GoesOn(const LoadedModel& model, const PredictOptions& options) {
  PredictProgress ignored;
  return ReadInterrupted(options, JobOf(model, options), ignored);
}

absl::StatusOr<PredictSummary> PredictFile(const LoadedModel& model, const PredictOptions& options) {
  return Run(model, options).Do();
}

}  // namespace yachay::cli
