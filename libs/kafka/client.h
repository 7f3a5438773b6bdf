// What producer, consumer, reader and admin calls share: properties → handle, and what librdkafka calls back.
// Private to this library: nobody else includes it.
#ifndef KAFKA_CLIENT_H_
#define KAFKA_CLIENT_H_

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "kafka/record.h"

namespace yachay::kafka {

using Properties = std::map<std::string, std::string>;

// Does not leave a group: who joined one closes first, within a time of its own.
struct HandleDeleter {
  void operator()(rd_kafka_t* handle) const {
    rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  }
};
using Handle = std::unique_ptr<rd_kafka_t, HandleDeleter>;

struct PartitionListDeleter {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t, PartitionListDeleter>;

using DeliveryCallback = void (*)(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque);

// An error of librdkafka or of the broker, as a status: "<what>: <reason>".
absl::Status ToStatus(rd_kafka_resp_err_t error, const std::string& what);

// The base of whoever owns a handle; must outlive it, since callbacks find it through the handle's opaque
// pointer.
class Client {
 public:
  explicit Client(LogFn log) : log_(std::move(log)) {}
  virtual ~Client() = default;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // `overrides` win over `properties`. INVALID_ARGUMENT names the property that librdkafka refuses.
  absl::StatusOr<Handle> Open(rd_kafka_type_t type, Properties properties, const Properties& overrides,
                              DeliveryCallback on_delivery = nullptr);

  bool connected() const { return connected_; }
  // Asks any broker for a sign of life, at most for so long, when none is known to be up.
  void Probe(rd_kafka_t* handle, absl::Duration timeout);
  void Log(int level, std::string_view facility, std::string_view message) const;

 protected:
  void set_connected(bool connected) { connected_ = connected; }
  // OK, or the reason for which librdkafka gave up for good.
  absl::Status fatal() const;
  void ClearFatal();
  virtual void OnRebalance(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*) {}

 private:
  static void LogCallback(const rd_kafka_t* handle, int level, const char* facility, const char* message);
  static void ErrorCallback(rd_kafka_t* handle, int error, const char* reason, void* opaque);
  static void RebalanceCallback(rd_kafka_t* handle, rd_kafka_resp_err_t error,
                                rd_kafka_topic_partition_list_t* partitions, void* opaque);

  const LogFn log_;
  std::atomic<bool> connected_ = false;
  mutable absl::Mutex mutex_;
  absl::Status fatal_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::kafka

#endif  // KAFKA_CLIENT_H_
