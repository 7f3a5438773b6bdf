#include "kafka/producer.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/types/span.h"
#include "kafka/client.h"
#include "kafka/message.h"

namespace yachay::kafka {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(50);
constexpr int kPollMs = 50;

Properties PropertiesOf(const ProducerOptions& options) {
  return {
      {"bootstrap.servers", options.brokers},
      {"client.id", options.client_id},
      {"enable.idempotence", "true"},
      {"acks", "all"},
      {"partitioner", "murmur2_random"},  // a key lands where JVM clients expect it
      {"compression.type", "lz4"},
      {"linger.ms", absl::StrCat(absl::ToInt64Milliseconds(options.linger))},
      {"message.timeout.ms", absl::StrCat(absl::ToInt64Milliseconds(options.delivery_timeout))},
      {"queue.buffering.max.messages", absl::StrCat(options.queue_records)},
      {"queue.buffering.max.kbytes", absl::StrCat(options.queue_kilobytes)},
  };
}

// Whatever a given-up client answers, the cause is that it was given up, and trying again helps.
rd_kafka_resp_err_t OrFatal(rd_kafka_t* handle, rd_kafka_resp_err_t error) {
  const bool given_up = rd_kafka_fatal_error(handle, nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR;
  return error != RD_KAFKA_RESP_ERR_NO_ERROR && given_up ? RD_KAFKA_RESP_ERR__FATAL : error;
}

// librdkafka only reads it (and copies, RD_KAFKA_MSG_F_COPY), though its struct is not const.
auto Memory(const std::string& bytes) {
  decltype(rd_kafka_vu_t::u.mem) memory{};
  memory.ptr = const_cast<char*>(bytes.data());
  memory.size = bytes.size();
  return memory;
}

// 0, 0.1 s, 0.2 s … 10 s: how long to wait before the client is replaced the n-th time without success
// between.
absl::Duration PauseBeforeReplacing(int failures) {
  if (failures == 0) return absl::ZeroDuration();
  return std::min(absl::Seconds(10), absl::Milliseconds(100) * (1 << std::min(failures - 1, 10)));
}

}  // namespace

class Producer::Impl : public Client {
 public:
  explicit Impl(ProducerOptions options) : Client(options.log), options_(std::move(options)) {}

  ~Impl() override {
    stopping_.Notify();
    if (thread_.joinable()) thread_.join();
  }

  absl::Status Start() {
    absl::StatusOr<Handle> handle = OpenHandle();
    if (!handle.ok()) return handle.status();
    {
      absl::MutexLock lock(&mutex_);
      handle_ = *std::move(handle);
    }
    thread_ = std::thread([this] { Run(); });
    return absl::OkStatus();
  }

  absl::Status Produce(const std::string& topic, const Record& record, Done done);
  absl::Status Flush(absl::Duration timeout);
  int64_t queued() const { return waiting_; }
  int64_t replaced() const { return replaced_; }

 private:
  // Travels with the message through librdkafka, and back to the delivery report.
  struct Ticket {
    Impl* impl;
    Done done;
  };

  absl::StatusOr<Handle> OpenHandle();
  rd_kafka_resp_err_t Enqueue(const std::string& topic, const Record& record, Ticket* ticket);
  rd_kafka_resp_err_t Enqueue(absl::Span<const rd_kafka_vu_t> fields);
  void Run();
  void Replace();
  static void Drain(rd_kafka_t* handle);
  static void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void*);
  void Answered(bool delivered);

  rd_kafka_t* current() {
    absl::ReaderMutexLock lock(&mutex_);
    return handle_.get();
  }

  const ProducerOptions options_;
  std::atomic<int64_t> waiting_ = 0;   // records without an answer
  std::atomic<int64_t> replaced_ = 0;  // clients given up
  std::atomic<int> failures_ = 0;      // the same, since the last record that was delivered
  absl::Notification stopping_;
  absl::Mutex flush_mutex_;  // only for waiting until waiting_ is 0
  absl::CondVar flushed_;
  absl::Mutex mutex_;
  Handle handle_ ABSL_GUARDED_BY(mutex_);  // replaced by the thread alone
  std::thread thread_;
};

absl::StatusOr<Handle> Producer::Impl::OpenHandle() {
  return Open(RD_KAFKA_PRODUCER, PropertiesOf(options_), options_.properties, &OnDelivery);
}

absl::Status Producer::Impl::Produce(const std::string& topic, const Record& record, Done done) {
  auto ticket = std::make_unique<Ticket>(Ticket{this, std::move(done)});
  waiting_.fetch_add(1);  // before the record can be answered
  const rd_kafka_resp_err_t error = Enqueue(topic, record, ticket.get());
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    ticket.release();  // OnDelivery deletes it
    return absl::OkStatus();
  }
  ticket.reset();
  Answered(/*delivered=*/false);
  return ToStatus(error, absl::StrCat("produce to ", topic));
}

rd_kafka_resp_err_t Producer::Impl::Enqueue(const std::string& topic, const Record& record, Ticket* ticket) {
  rd_kafka_headers_t* headers = ToHeaders(record.headers);
  std::array<rd_kafka_vu_t, 7> fields{};
  fields[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  fields[0].u.cstr = topic.c_str();
  fields[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  fields[1].u.i = RD_KAFKA_MSG_F_COPY;
  fields[2].vtype = RD_KAFKA_VTYPE_KEY;
  if (!record.key.empty()) fields[2].u.mem = Memory(record.key);  // null: no key, any partition
  fields[3].vtype = RD_KAFKA_VTYPE_VALUE;
  fields[3].u.mem = Memory(record.value);
  fields[4].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
  fields[4].u.i64 = record.timestamp_ms;
  fields[5].vtype = RD_KAFKA_VTYPE_OPAQUE;
  fields[5].u.ptr = ticket;
  fields[6].vtype = RD_KAFKA_VTYPE_HEADERS;
  fields[6].u.headers = headers;
  const rd_kafka_resp_err_t error = Enqueue(fields);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR && headers != nullptr) rd_kafka_headers_destroy(headers);
  return error;
}

rd_kafka_resp_err_t Producer::Impl::Enqueue(absl::Span<const rd_kafka_vu_t> fields) {
  absl::ReaderMutexLock lock(&mutex_);
  rd_kafka_error_t* refused = rd_kafka_produceva(handle_.get(), fields.data(), fields.size());
  const rd_kafka_resp_err_t error = OrFatal(handle_.get(), rd_kafka_error_code(refused));
  if (refused != nullptr) rd_kafka_error_destroy(refused);
  return error;
}

absl::Status Producer::Impl::Flush(absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  absl::MutexLock lock(&flush_mutex_);
  while (waiting_ > 0) {
    if (!flushed_.WaitWithDeadline(&flush_mutex_, deadline)) continue;
    const int64_t left = waiting_;
    if (left == 0) break;
    return absl::DeadlineExceededError(absl::StrCat(left, " records have no answer from Kafka at ",
                                                    options_.brokers, " after ",
                                                    absl::FormatDuration(timeout)));
  }
  return absl::OkStatus();
}

void Producer::Impl::Run() {
  while (!stopping_.HasBeenNotified()) {
    Probe(current(), kPoll);
    rd_kafka_poll(current(), kPollMs);
    if (!fatal().ok()) Replace();
  }
  Drain(current());
}

void Producer::Impl::Replace() {
  Log(4, "REPLACE", std::string(fatal().message()));
  Drain(current());
  if (stopping_.WaitForNotificationWithTimeout(PauseBeforeReplacing(failures_.fetch_add(1)))) return;
  absl::StatusOr<Handle> fresh = OpenHandle();
  if (!fresh.ok()) return;  // out of threads, say: the fatal state stays, so the next turn tries again
  ClearFatal();
  set_connected(false);
  absl::MutexLock lock(&mutex_);
  handle_.swap(*fresh);
  replaced_.fetch_add(1);
}

// Every record in the queue or on its way gets its answer now.
void Producer::Impl::Drain(rd_kafka_t* handle) {
  rd_kafka_purge(handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  while (rd_kafka_outq_len(handle) > 0) rd_kafka_poll(handle, kPollMs);
}

void Producer::Impl::OnDelivery(rd_kafka_t* handle, const rd_kafka_message_t* message, void*) {
  std::unique_ptr<Ticket> ticket(static_cast<Ticket*>(message->_private));
  const bool delivered = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
  if (delivered) {
    ticket->done(ToPosition(*message));
  } else {
    ticket->done(ToStatus(OrFatal(handle, message->err),
                          absl::StrCat("produce to ", rd_kafka_topic_name(message->rkt))));
  }
  ticket->impl->Answered(delivered);
}

void Producer::Impl::Answered(bool delivered) {
  if (delivered) {
    failures_ = 0;
    set_connected(true);
  }
  if (waiting_.fetch_sub(1) > 1) return;
  absl::MutexLock lock(&flush_mutex_);
  flushed_.SignalAll();
}

absl::StatusOr<std::unique_ptr<Producer>> Producer::Create(ProducerOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  if (absl::Status started = impl->Start(); !started.ok()) return started;
  return std::unique_ptr<Producer>(new Producer(std::move(impl)));
}

Producer::Producer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Producer::~Producer() = default;

absl::Status Producer::Produce(const std::string& topic, const Record& record, Done done) {
  return impl_->Produce(topic, record, std::move(done));
}
absl::Status Producer::Flush(absl::Duration timeout) { return impl_->Flush(timeout); }
bool Producer::connected() const { return impl_->connected(); }
int64_t Producer::queued() const { return impl_->queued(); }
int64_t Producer::replaced() const { return impl_->replaced(); }

}  // namespace yachay::kafka
