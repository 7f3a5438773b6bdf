#include "kafka/embedded_broker.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "kafka/client.h"
#include "kafka/topic.h"

namespace yachay::kafka {
namespace {

constexpr int kAskMs = 5000;

}  // namespace

class EmbeddedBroker::Impl {
 public:
  ~Impl() {
    if (cluster_ != nullptr) rd_kafka_mock_cluster_destroy(cluster_);
    if (host_ != nullptr) rd_kafka_destroy(host_);
  }

  absl::Status Start(int brokers) {
    std::array<char, 256> reason{};
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "log_level", "3", reason.data(),
                      reason.size());  // it would warn of having no broker
    host_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason.data(), reason.size());
    if (host_ == nullptr) rd_kafka_conf_destroy(conf);
    if (host_ == nullptr) return absl::UnavailableError(absl::StrCat("embedded broker: ", reason.data()));
    cluster_ = rd_kafka_mock_cluster_new(host_, brokers);
    if (cluster_ == nullptr) return absl::UnavailableError("embedded broker: no free port on 127.0.0.1");
    brokers_ = rd_kafka_mock_cluster_bootstraps(cluster_);
    return absl::OkStatus();
  }

  rd_kafka_mock_cluster_t* cluster() { return cluster_; }
  const std::string& brokers() const { return brokers_; }

 private:
  rd_kafka_t* host_ = nullptr;  // the mock lives on a handle, which is otherwise unused
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
  std::string brokers_;
};

absl::StatusOr<std::unique_ptr<EmbeddedBroker>> EmbeddedBroker::Start(Options options) {
  auto impl = std::make_unique<Impl>();
  if (absl::Status started = impl->Start(options.brokers); !started.ok()) return started;
  std::unique_ptr<EmbeddedBroker> broker(new EmbeddedBroker(std::move(impl)));
  for (const Topic& topic : options.topics) {
    if (absl::Status created = broker->CreateTopic(topic); !created.ok()) return created;
  }
  return broker;
}

EmbeddedBroker::EmbeddedBroker(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EmbeddedBroker::~EmbeddedBroker() = default;

const std::string& EmbeddedBroker::brokers() const { return impl_->brokers(); }

absl::Status EmbeddedBroker::CreateTopic(const Topic& topic) {
  if (topic.name.empty() || topic.partitions < 1) {
    return absl::InvalidArgumentError(absl::StrCat("topic \"", topic.name, "\" with ", topic.partitions,
                                                   " partitions: expected a name and at least 1"));
  }
  return ToStatus(rd_kafka_mock_topic_create(impl_->cluster(), topic.name.c_str(), topic.partitions, 1),
                  absl::StrCat("create ", topic.name));
}

absl::StatusOr<std::vector<TopicPartition>> EmbeddedBroker::Trimmed() const {
  absl::StatusOr<std::vector<TopicInfo>> topics = ListTopics(
      {.brokers = brokers(), .timeout = absl::Milliseconds(kAskMs), .properties = {}, .log = nullptr});
  if (!topics.ok()) return topics.status();
  Client client(nullptr);
  absl::StatusOr<Handle> handle = client.Open(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers()}}, {});
  if (!handle.ok()) return handle.status();
  std::vector<TopicPartition> trimmed;
  for (const TopicInfo& topic : *topics) {
    for (int32_t partition = 0; partition < topic.partitions; ++partition) {
      int64_t low = 0;
      int64_t high = 0;
      const rd_kafka_resp_err_t error =
          rd_kafka_query_watermark_offsets(handle->get(), topic.name.c_str(), partition, &low, &high, kAskMs);
      if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return ToStatus(error, absl::StrCat("start of ", topic.name));
      if (low > 0) trimmed.push_back({topic.name, partition});
    }
  }
  return trimmed;
}

void EmbeddedBroker::FailNext(Request request, const std::vector<int>& errors) {
  std::vector<rd_kafka_resp_err_t> codes;
  for (int error : errors) codes.push_back(static_cast<rd_kafka_resp_err_t>(error));
  rd_kafka_mock_push_request_errors_array(impl_->cluster(), static_cast<int16_t>(request), codes.size(),
                                          codes.data());
}

void EmbeddedBroker::FailTopic(const std::string& topic, int error) {
  rd_kafka_mock_topic_set_error(impl_->cluster(), topic.c_str(), static_cast<rd_kafka_resp_err_t>(error));
}

void EmbeddedBroker::Down() { rd_kafka_mock_broker_set_down(impl_->cluster(), -1); }
void EmbeddedBroker::Up() { rd_kafka_mock_broker_set_up(impl_->cluster(), -1); }

}  // namespace yachay::kafka
