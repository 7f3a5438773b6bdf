#include "kafka/client.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "kafka/shared_properties.h"

namespace yachay::kafka {
namespace {

constexpr int kWarning = 4;

absl::StatusCode CodeOf(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return absl::StatusCode::kOk;
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
      return absl::StatusCode::kDeadlineExceeded;
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
      return absl::StatusCode::kResourceExhausted;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return absl::StatusCode::kNotFound;
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
      return absl::StatusCode::kInvalidArgument;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return absl::StatusCode::kPermissionDenied;
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED:
      return absl::StatusCode::kUnimplemented;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

absl::Status Set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, 512> reason{};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason.data(), reason.size()) ==
      RD_KAFKA_CONF_OK) {
    return absl::OkStatus();
  }
  // Without the value: it may be a password.
  return absl::InvalidArgumentError(absl::StrCat("Kafka property ", name, ": ", reason.data(),
                                                 "; see CONFIGURATION.md of librdkafka ",
                                                 rd_kafka_version_str()));
}

}  // namespace

absl::Status ToStatus(rd_kafka_resp_err_t error, const std::string& what) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  return absl::Status(CodeOf(error), absl::StrCat(what, ": ", rd_kafka_err2str(error)));
}

absl::StatusOr<Handle> Client::Open(rd_kafka_type_t type, Properties properties, const Properties& overrides,
                                    DeliveryCallback on_delivery) {
  if (properties["bootstrap.servers"].empty()) {
    return absl::InvalidArgumentError("no Kafka brokers given: expected host:port[,host:port…]");
  }
  for (const auto& [name, value] : overrides) properties[name] = value;
  auto shared = SharedProperties();
  if (!shared.ok()) return shared.status();
  properties.merge(*shared);  // What the program sets itself wins.

  std::unique_ptr<rd_kafka_conf_t, decltype(&rd_kafka_conf_destroy)> conf(rd_kafka_conf_new(),
                                                                          &rd_kafka_conf_destroy);
  for (const auto& [name, value] : properties) {
    if (absl::Status set = Set(conf.get(), name, value); !set.ok()) return set;
  }
  rd_kafka_conf_set_opaque(conf.get(), this);
  rd_kafka_conf_set_log_cb(conf.get(), &LogCallback);
  rd_kafka_conf_set_error_cb(conf.get(), &ErrorCallback);
  if (on_delivery != nullptr) rd_kafka_conf_set_dr_msg_cb(conf.get(), on_delivery);
  if (type == RD_KAFKA_CONSUMER) rd_kafka_conf_set_rebalance_cb(conf.get(), &RebalanceCallback);

  std::array<char, 512> reason{};
  Handle handle(rd_kafka_new(type, conf.get(), reason.data(), reason.size()));
  if (!handle) return absl::InvalidArgumentError(absl::StrCat("Kafka client: ", reason.data()));
  conf.release();  // the handle owns it now
  return handle;
}

void Client::Probe(rd_kafka_t* handle, absl::Duration timeout) {
  if (connected_) return;
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto milliseconds = static_cast<int>(absl::ToInt64Milliseconds(timeout));
  if (rd_kafka_metadata(handle, 0, nullptr, &metadata, milliseconds) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  rd_kafka_metadata_destroy(metadata);
  connected_ = true;
}

void Client::Log(int level, std::string_view facility, std::string_view message) const {
  if (log_) log_(level, facility, message);
}

absl::Status Client::fatal() const {
  absl::MutexLock lock(&mutex_);
  return fatal_;
}

void Client::ClearFatal() {
  absl::MutexLock lock(&mutex_);
  fatal_ = absl::OkStatus();
}

void Client::LogCallback(const rd_kafka_t* handle, int level, const char* facility, const char* message) {
  if (handle == nullptr) return;
  static_cast<Client*>(rd_kafka_opaque(handle))->Log(level, facility, message);
}

void Client::ErrorCallback(rd_kafka_t* handle, int error, const char* reason, void* opaque) {
  auto* client = static_cast<Client*>(opaque);
  client->Log(kWarning, "ERROR", reason);
  if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) client->connected_ = false;
  if (error != RD_KAFKA_RESP_ERR__FATAL) return;
  std::array<char, 512> cause{};
  rd_kafka_fatal_error(handle, cause.data(), cause.size());
  absl::MutexLock lock(&client->mutex_);
  client->fatal_ = absl::UnavailableError(absl::StrCat("Kafka client gave up: ", cause.data()));
}

void Client::RebalanceCallback(rd_kafka_t* handle, rd_kafka_resp_err_t error,
                               rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  static_cast<Client*>(opaque)->OnRebalance(handle, error, partitions);
}

}  // namespace yachay::kafka
