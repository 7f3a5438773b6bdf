#include "kafka/log_reader.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "kafka/client.h"
#include "kafka/message.h"
#include "kafka/progress.h"
#include "kafka/pump.h"

namespace yachay::kafka {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(100);
constexpr absl::Duration kAsk = absl::Seconds(1);  // one request about partitions or ends

Properties PropertiesOf(const LogReaderOptions& options) {
  return {
      {"bootstrap.servers", options.brokers},
      {"client.id", options.client_id},
      {"group.id", "yachay-log-reader"},  // required by librdkafka to assign; never joined, never committed
                                          // to
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"auto.offset.reset", "earliest"},
      {"queued.max.messages.kbytes", "16384"},
      {"fetch.wait.max.ms", "100"},
      {"enable.partition.eof", "true"},
      {"allow.auto.create.topics", "false"},
  };
}

int Milliseconds(absl::Duration duration) { return static_cast<int>(absl::ToInt64Milliseconds(duration)); }

absl::StatusOr<Partitions> PartitionsOf(rd_kafka_t* handle, const std::string& topic) {
  rd_kafka_topic_t* local = rd_kafka_topic_new(handle, topic.c_str(), nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  rd_kafka_resp_err_t error = rd_kafka_metadata(handle, 0, local, &metadata, Milliseconds(kAsk));
  rd_kafka_topic_destroy(local);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return ToStatus(error, absl::StrCat("partitions of ", topic));

  Partitions partitions;
  error = metadata->topics[0].err;
  for (int i = 0; i < metadata->topics[0].partition_cnt; ++i) {
    partitions.push_back({topic, metadata->topics[0].partitions[i].id});
  }
  rd_kafka_metadata_destroy(metadata);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR && !partitions.empty()) return partitions;
  return absl::NotFoundError(
      absl::StrCat("Kafka has no topic ", topic, ": create it with `yachay topics create`"));
}

absl::StatusOr<Offsets> EndsOf(rd_kafka_t* handle, const Partitions& partitions) {
  Offsets ends;
  for (const TopicPartition& at : partitions) {
    int64_t low = 0;
    const rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(handle, at.topic.c_str(), at.partition,
                                                                       &low, &ends[at], Milliseconds(kAsk));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return ToStatus(error, absl::StrCat("end of ", at.topic));
  }
  return ends;
}

bool Reached(const Offsets& positions, const Offsets& ends) {
  for (const auto& [at, end] : ends) {
    auto position = positions.find(at);
    if (end > 0 && (position == positions.end() || position->second < end)) return false;
  }
  return true;
}

}  // namespace

class LogReader::Impl : public Client {
 public:
  explicit Impl(LogReaderOptions options)
      : Client(options.log),
        options_(std::move(options)),
        pump_({options_.max_batch, options_.first_retry, options_.last_retry}, &progress_) {}

  ~Impl() override { Stop(); }

  absl::Status Prepare() {
    absl::StatusOr<Handle> handle = Open(RD_KAFKA_CONSUMER, PropertiesOf(options_), options_.properties);
    if (!handle.ok()) return handle.status();
    handle_ = *std::move(handle);
    rd_kafka_poll_set_consumer(handle_.get());
    return absl::OkStatus();
  }

  absl::Status ReadToEnd(const Handler& handle, absl::Duration timeout);
  absl::StatusOr<std::vector<int32_t>> ListPartitions(absl::Duration timeout) const;

  void Follow(Handler handle) {
    absl::MutexLock lock(&thread_mutex_);
    if (stopping_.HasBeenNotified() || thread_.joinable()) return;
    thread_ = std::thread([this, handle = std::move(handle)] { Run(handle); });
  }

  void Stop() {
    absl::MutexLock lock(&thread_mutex_);
    if (!stopping_.HasBeenNotified()) stopping_.Notify();
    if (thread_.joinable()) thread_.join();
  }

  absl::Status status() const {
    absl::MutexLock lock(&mutex_);
    return status_;
  }
  const Progress& progress() const { return progress_; }
  kafka::Backlog Backlog() {
    return progress_.Measure(KnownEnds(handle_.get(), progress_.assigned()), absl::Now());
  }

 private:
  void Run(const Handler& handle);
  absl::StatusOr<Offsets> Ends();
  absl::Status AssignAll();
  void Report(absl::Status status) {
    absl::MutexLock lock(&mutex_);
    status_ = std::move(status);
  }

  const LogReaderOptions options_;
  Progress progress_;
  Pump pump_;  // of the thread that reads
  Handle handle_;
  absl::Notification stopping_;
  absl::Mutex thread_mutex_;
  std::thread thread_ ABSL_GUARDED_BY(thread_mutex_);
  mutable absl::Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

absl::Status LogReader::Impl::AssignAll() {
  if (!progress_.assigned().empty()) return absl::OkStatus();
  absl::StatusOr<Partitions> partitions = PartitionsOf(handle_.get(), options_.topic);
  if (!partitions.ok()) return partitions.status();
  if (!options_.partitions.empty()) {
    std::erase_if(*partitions, [&](const TopicPartition& at) {
      return std::count(options_.partitions.begin(), options_.partitions.end(), at.partition) == 0;
    });
  }
  Offsets starts;
  const int64_t start = options_.last > 0 ? RD_KAFKA_OFFSET_TAIL(options_.last) : RD_KAFKA_OFFSET_BEGINNING;
  for (const TopicPartition& at : *partitions) {
    const auto given = options_.starts.find(at.partition);
    starts[at] = given != options_.starts.end() ? given->second : start;
  }
  const rd_kafka_resp_err_t error = rd_kafka_assign(handle_.get(), ToList(starts).get());
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) progress_.Assign(*partitions, {});
  return ToStatus(error, absl::StrCat("read ", options_.topic));
}

absl::StatusOr<Offsets> LogReader::Impl::Ends() {
  Probe(handle_.get(), kPoll);
  if (absl::Status assigned = AssignAll(); !assigned.ok()) return assigned;
  return EndsOf(handle_.get(), progress_.assigned());
}

absl::Status LogReader::Impl::ReadToEnd(const Handler& handle, absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  absl::StatusOr<Offsets> ends = Ends();
  while (!ends.ok() && !absl::IsNotFound(ends.status()) && absl::Now() < deadline) ends = Ends();
  if (absl::IsNotFound(ends.status())) return ends.status();
  while (ends.ok() && !Reached(progress_.positions(), *ends) && absl::Now() < deadline) {
    absl::StatusOr<Offsets> handled = pump_.Turn(handle_.get(), handle, kPoll);
    if (!handled.ok()) return handled.status();
  }
  if (ends.ok() && Reached(progress_.positions(), *ends)) return absl::OkStatus();
  return absl::DeadlineExceededError(absl::StrCat(
      "not at the end of ", options_.topic, " at ", options_.brokers, " within ",
      absl::FormatDuration(timeout), ends.ok() ? "" : absl::StrCat(": ", ends.status().message())));
}

absl::StatusOr<std::vector<int32_t>> LogReader::Impl::ListPartitions(absl::Duration timeout) const {
  const absl::Time deadline = absl::Now() + timeout;
  absl::StatusOr<Partitions> partitions = PartitionsOf(handle_.get(), options_.topic);
  while (!partitions.ok() && !absl::IsNotFound(partitions.status()) && absl::Now() < deadline)
    partitions = PartitionsOf(handle_.get(), options_.topic);
  if (absl::IsNotFound(partitions.status())) return partitions.status();
  if (!partitions.ok()) {
    return absl::DeadlineExceededError(
        absl::StrCat("no broker at ", options_.brokers, " answered: ", partitions.status().message()));
  }
  std::vector<int32_t> numbers;
  for (const TopicPartition& at : *partitions) numbers.push_back(at.partition);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

void LogReader::Impl::Run(const Handler& handle) {
  absl::StatusOr<Offsets> ends = Ends();
  for (int failures = 1; !ends.ok(); ++failures) {
    Report(ends.status());
    const absl::Duration pause = PauseAfter(failures, options_.first_retry, options_.last_retry);
    if (stopping_.WaitForNotificationWithTimeout(pause)) return;
    ends = Ends();
  }
  progress_.SetEnds(*ends);
  while (!stopping_.HasBeenNotified()) {
    Probe(handle_.get(), kPoll);
    pump_.Turn(handle_.get(), handle, kPoll).IgnoreError();  // stays in error() until the handler takes them
    Report(pump_.error());
  }
}

absl::StatusOr<std::unique_ptr<LogReader>> LogReader::Create(LogReaderOptions options) {
  if (options.topic.empty()) return absl::InvalidArgumentError("Kafka reader: no topic given");
  if (options.max_batch < 1) return absl::InvalidArgumentError("Kafka reader: max_batch must be at least 1");
  auto impl = std::make_unique<Impl>(std::move(options));
  if (absl::Status prepared = impl->Prepare(); !prepared.ok()) return prepared;
  return std::unique_ptr<LogReader>(new LogReader(std::move(impl)));
}

LogReader::LogReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LogReader::~LogReader() = default;

absl::Status LogReader::ReadToEnd(const Handler& handle, absl::Duration timeout) {
  return impl_->ReadToEnd(handle, timeout);
}
void LogReader::Follow(Handler handle) { impl_->Follow(std::move(handle)); }
void LogReader::Stop() { impl_->Stop(); }
absl::StatusOr<std::vector<int32_t>> LogReader::ListPartitions(absl::Duration timeout) const {
  return impl_->ListPartitions(timeout);
}
bool LogReader::connected() const { return impl_->connected(); }
bool LogReader::caught_up() const { return impl_->progress().caught_up(); }
absl::Status LogReader::status() const { return impl_->status(); }
Backlog LogReader::backlog() { return impl_->Backlog(); }
Offsets LogReader::positions() const { return impl_->progress().positions(); }

}  // namespace yachay::kafka
