#include "cli/features_log.h"

#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "events/codec.h"
#include "events/topics.h"
#include "kafka/log_reader.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::cli {
namespace {

using feature_store::LogRecord;

constexpr std::size_t kLinesAtOnce = 500;

absl::StatusOr<std::unique_ptr<kafka::LogReader>> OpenReader(
    const FeaturesLog& log, std::vector<std::int32_t> partitions,
    std::map<std::int32_t, std::int64_t> starts = {}) {
  kafka::LogReaderOptions options;
  options.brokers = log.brokers;
  options.topic = events::Topics(log.topic_prefix).learner_events();
  options.client_id = "yachay-replay";
  options.partitions = std::move(partitions);
  options.starts = std::move(starts);
  return kafka::LogReader::Create(std::move(options));
}

LogRecord Read(std::int32_t partition, std::int64_t offset, std::string_view bytes) {
  auto event = events::Decode(bytes);
  if (!event.ok()) return {partition, offset, std::nullopt};
  return {partition, offset, *std::move(event)};
}

LogRecord ReadLine(std::int32_t partition, std::int64_t offset, const std::string& line) {
  events::v1::LearnerEvent proto;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  if (!google::protobuf::util::JsonStringToMessage(line, &proto, options).ok())
    return {partition, offset, std::nullopt};
  return Read(partition, offset, proto.SerializeAsString());
}

absl::StatusOr<std::int64_t> ReadFile(const std::string& path, std::int32_t partition, std::int64_t from,
                                      const TakeRecords& take) {
  std::ifstream in(path);
  if (!in) return absl::NotFoundError(absl::StrCat("cannot read the recorded events ", path));
  std::vector<LogRecord> records;
  std::int64_t offset = 0;
  for (std::string line; std::getline(in, line); ++offset) {
    if (offset < from) continue;
    if (!line.empty()) records.push_back(ReadLine(partition, offset, line));
    if (records.size() < kLinesAtOnce) continue;
    if (absl::Status taken = take(records); !taken.ok()) return taken;
    records.clear();
  }
  if (absl::Status taken = take(records); !taken.ok()) return taken;
  return offset;
}

}  // namespace

absl::StatusOr<std::vector<std::int32_t>> Partitions(const FeaturesLog& log) {
  std::vector<std::int32_t> numbers;
  for (std::size_t i = 0; i < log.recorded.size(); ++i) numbers.push_back(static_cast<std::int32_t>(i));
  if (log.brokers.empty()) return numbers;
  const auto reader = OpenReader(log, {});
  if (!reader.ok()) return reader.status();
  return (*reader)->ListPartitions(absl::Seconds(30));
}

absl::Status ReadPartition(const FeaturesLog& log, std::int32_t partition, const TakeRecords& take) {
  return ReadPartitionFrom(log, partition, 0, take).status();
}

absl::StatusOr<std::int64_t> ReadPartitionFrom(const FeaturesLog& log, std::int32_t partition,
                                               std::int64_t from, const TakeRecords& take) {
  if (log.brokers.empty())
    return ReadFile(log.recorded.at(static_cast<std::size_t>(partition)), partition, from, take);
  std::map<std::int32_t, std::int64_t> starts;
  if (from > 0) starts[partition] = from;
  const auto reader = OpenReader(log, {partition}, std::move(starts));
  if (!reader.ok()) return reader.status();
  const auto handle = [&](kafka::Batch batch) {
    std::vector<LogRecord> records;
    records.reserve(batch.size());
    for (const auto& record : batch) records.push_back(Read(record.partition, record.offset, record.value));
    return take(records);
  };
  if (absl::Status read = (*reader)->ReadToEnd(handle, log.timeout); !read.ok()) return read;
  const auto ends = (*reader)->positions();
  return ends.empty() ? 0 : ends.begin()->second;
}

LogProgress::LogProgress(std::string what, std::size_t partitions)
    : what_(std::move(what)), partitions_(partitions), terminal_(isatty(STDERR_FILENO) == 1) {}

LogProgress::~LogProgress() {
  drawn_ = absl::InfinitePast();
  Draw();
  if (terminal_) std::cerr << "\n";
}

void LogProgress::Begin(std::size_t partition) {
  partition_ = partition;
  Draw();
}

void LogProgress::Add(std::size_t records) {
  records_ += records;
  Draw();
}

void LogProgress::Draw() {
  const absl::Time now = absl::Now();
  if (!terminal_ || now - drawn_ < absl::Milliseconds(100)) return;
  drawn_ = now;
  std::cerr << "\r" << what_ << ": partition " << partition_ << " of " << partitions_ << ", " << records_
            << " records" << std::flush;
}

}  // namespace yachay::cli
