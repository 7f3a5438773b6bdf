#include "kafka/consumer.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "kafka/client.h"
#include "kafka/message.h"
#include "kafka/progress.h"
#include "kafka/pump.h"

namespace yachay::kafka {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(100);
// Longer than a healthy broker needs to take the last commit and the goodbye; a dead one must not hold us.
constexpr absl::Duration kClose = absl::Seconds(5);

Properties PropertiesOf(const ConsumerOptions& options) {
  return {
      {"bootstrap.servers", options.brokers},
      {"group.id", options.group},
      {"client.id", options.client_id},
      {"enable.auto.offset.store", "false"},
      {"auto.commit.interval.ms", absl::StrCat(absl::ToInt64Milliseconds(options.commit_interval))},
      {"session.timeout.ms", absl::StrCat(absl::ToInt64Milliseconds(options.session_timeout))},
      {"heartbeat.interval.ms", absl::StrCat(absl::ToInt64Milliseconds(options.session_timeout / 5))},
      {"auto.offset.reset", "earliest"},
      // A topic that is made after the subscription is noticed within this time.
      {"topic.metadata.refresh.interval.ms", "5000"},
      {"partition.assignment.strategy", "range"},
      {"queued.max.messages.kbytes", "16384"},
      {"fetch.wait.max.ms", "100"},
      {"enable.partition.eof", "true"},
      {"allow.auto.create.topics", "false"},
  };
}

absl::Status Check(const ConsumerOptions& options, const ConsumerHooks& hooks) {
  if (options.group.empty()) return absl::InvalidArgumentError("Kafka consumer: no group given");
  if (options.topics.empty()) return absl::InvalidArgumentError("Kafka consumer: no topics given");
  if (options.max_batch < 1)
    return absl::InvalidArgumentError("Kafka consumer: max_batch must be at least 1");
  if (!hooks.handle) return absl::InvalidArgumentError("Kafka consumer: no handler given");
  return absl::OkStatus();
}

absl::Status Subscribe(rd_kafka_t* handle, const std::vector<std::string>& topics) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(topics.size())));
  for (const std::string& topic : topics) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  }
  return ToStatus(rd_kafka_subscribe(handle, list.get()), "subscribe");
}

}  // namespace

class Consumer::Impl : public Client {
 public:
  Impl(ConsumerOptions options, ConsumerHooks hooks)
      : Client(options.log),
        options_(std::move(options)),
        hooks_(std::move(hooks)),
        pump_({options_.max_batch, options_.first_retry, options_.last_retry}, &progress_) {}

  ~Impl() override { Stop(); }

  absl::Status Prepare() {
    absl::StatusOr<Handle> handle = Open(RD_KAFKA_CONSUMER, PropertiesOf(options_), options_.properties);
    if (!handle.ok()) return handle.status();
    handle_ = *std::move(handle);
    rd_kafka_poll_set_consumer(handle_.get());
    return absl::OkStatus();
  }

  void Start() {
    absl::MutexLock lock(&thread_mutex_);
    if (!stopping_.HasBeenNotified()) thread_ = std::thread([this] { Run(); });
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

  Offsets Ends() const;
  Offsets Lag() const;
  kafka::Backlog Backlog() { return progress_.Measure(Ends(), absl::Now()); }
  absl::StatusOr<Offsets> EndOffsets(const Partitions& partitions, absl::Duration timeout) const;
  const Progress& progress() const { return progress_; }

 private:
  void Run();
  void Close();
  void Report();
  void OnRebalance(rd_kafka_t*, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* list) override;
  void Assigned(rd_kafka_topic_partition_list_t* list);
  void Revoked(const rd_kafka_topic_partition_list_t& list);

  const ConsumerOptions options_;
  const ConsumerHooks hooks_;
  Progress progress_;
  Pump pump_;  // the thread's alone
  Handle handle_;
  absl::Notification stopping_;
  absl::Mutex thread_mutex_;
  std::thread thread_ ABSL_GUARDED_BY(thread_mutex_);
  mutable absl::Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

void Consumer::Impl::Run() {
  Probe(handle_.get(), kPoll);
  if (absl::Status subscribed = Subscribe(handle_.get(), options_.topics); !subscribed.ok()) {
    Log(3, "SUBSCRIBE", std::string(subscribed.message()));
  }
  while (!stopping_.HasBeenNotified()) {
    Probe(handle_.get(), kPoll);
    const absl::StatusOr<Offsets> handled = pump_.Turn(handle_.get(), hooks_.handle, kPoll);
    if (handled.ok() && !handled->empty()) {
      set_connected(true);
      rd_kafka_offsets_store(handle_.get(), ToList(*handled).get());
    }
    Report();
  }
  Close();
}

// What was stored is committed on the way.
void Consumer::Impl::Close() {
  rd_kafka_queue_t* queue = rd_kafka_queue_new(handle_.get());
  rd_kafka_error_t* error = rd_kafka_consumer_close_queue(handle_.get(), queue);
  const absl::Time deadline = absl::Now() + kClose;
  while (error == nullptr && !rd_kafka_consumer_closed(handle_.get()) && absl::Now() < deadline) {
    rd_kafka_event_t* event = rd_kafka_queue_poll(queue, 100);
    if (event != nullptr && rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE) {
      OnRebalance(handle_.get(), rd_kafka_event_error(event), rd_kafka_event_topic_partition_list(event));
    }
    if (event != nullptr) rd_kafka_event_destroy(event);
  }
  if (error != nullptr) rd_kafka_error_destroy(error);
  rd_kafka_queue_destroy(queue);
}

void Consumer::Impl::Report() {
  absl::Status now = fatal();
  if (now.ok() && pump_.failures() >= options_.unhealthy_after) now = pump_.error();
  if (now.ok() && progress_.assigned().empty()) now = pump_.poll_error();
  absl::MutexLock lock(&mutex_);
  status_ = std::move(now);
}

void Consumer::Impl::OnRebalance(rd_kafka_t*, rd_kafka_resp_err_t error,
                                 rd_kafka_topic_partition_list_t* list) {
  if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    Assigned(list);
  } else {
    Revoked(*list);
  }
}

void Consumer::Impl::Assigned(rd_kafka_topic_partition_list_t* list) {
  const Partitions partitions = ToPartitions(*list);
  const Offsets starts = hooks_.on_assigned ? hooks_.on_assigned(partitions) : Offsets();
  for (const auto& [at, offset] : starts) {
    rd_kafka_topic_partition_list_set_offset(list, at.topic.c_str(), at.partition, offset);
  }
  progress_.Assign(partitions, starts);
  rd_kafka_assign(handle_.get(), list);
}

// librdkafka commits what was stored for these partitions as they go (enable.auto.commit).
void Consumer::Impl::Revoked(const rd_kafka_topic_partition_list_t& list) {
  const Partitions partitions = ToPartitions(list);
  pump_.Drop(handle_.get(), partitions);
  rd_kafka_assign(handle_.get(), nullptr);
  progress_.Revoke(partitions);
  if (hooks_.on_revoked) hooks_.on_revoked(partitions);
}

Offsets Consumer::Impl::Ends() const { return KnownEnds(handle_.get(), progress_.assigned()); }

Offsets Consumer::Impl::Lag() const {
  const Offsets positions = progress_.positions();
  Offsets lag;
  for (const auto& [at, end] : Ends()) {
    if (const auto next = positions.find(at); next != positions.end())
      lag[at] = std::max<int64_t>(0, end - next->second);
  }
  return lag;
}

// A time of -1 asks for the end.
absl::StatusOr<Offsets> Consumer::Impl::EndOffsets(const Partitions& partitions,
                                                   absl::Duration timeout) const {
  if (partitions.empty()) return Offsets();
  const std::unique_ptr<rd_kafka_topic_partition_list_t, decltype(&rd_kafka_topic_partition_list_destroy)>
      list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())),
           rd_kafka_topic_partition_list_destroy);
  for (const TopicPartition& at : partitions)
    rd_kafka_topic_partition_list_add(list.get(), at.topic.c_str(), at.partition)->offset =
        RD_KAFKA_OFFSET_END;
  const rd_kafka_resp_err_t error = rd_kafka_offsets_for_times(
      handle_.get(), list.get(), static_cast<int>(absl::ToInt64Milliseconds(timeout)));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return ToStatus(error, "ends of partitions");
  Offsets ends;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& at = list->elems[i];
    if (at.err == RD_KAFKA_RESP_ERR_NO_ERROR && at.offset >= 0) ends[{at.topic, at.partition}] = at.offset;
  }
  return ends;
}

absl::StatusOr<std::unique_ptr<Consumer>> Consumer::Create(ConsumerOptions options, ConsumerHooks hooks) {
  if (absl::Status valid = Check(options, hooks); !valid.ok()) return valid;
  auto impl = std::make_unique<Impl>(std::move(options), std::move(hooks));
  if (absl::Status prepared = impl->Prepare(); !prepared.ok()) return prepared;
  return std::unique_ptr<Consumer>(new Consumer(std::move(impl)));
}

Consumer::Consumer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Consumer::~Consumer() = default;

void Consumer::Start() { impl_->Start(); }
void Consumer::Stop() { impl_->Stop(); }
bool Consumer::connected() const { return impl_->connected(); }
absl::Status Consumer::status() const { return impl_->status(); }
Partitions Consumer::assigned() const { return impl_->progress().assigned(); }
Offsets Consumer::positions() const { return impl_->progress().positions(); }
Offsets Consumer::lag() const { return impl_->Lag(); }
Backlog Consumer::backlog() { return impl_->Backlog(); }
bool Consumer::caught_up() const { return impl_->progress().caught_up(); }
absl::StatusOr<Offsets> Consumer::EndOffsets(const Partitions& partitions, absl::Duration timeout) const {
  return impl_->EndOffsets(partitions, timeout);
}

}  // namespace yachay::kafka
