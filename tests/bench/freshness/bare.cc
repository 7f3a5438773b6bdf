#include "bench/freshness/bare.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace yachay::bench {
namespace {

constexpr char kFetchWaitMs[] = "100";  // as libs/kafka's consumer has it

}  // namespace

BareClient::Handle BareClient::Open(rd_kafka_type_t type, const std::string& brokers) {
  char error[256];
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "bootstrap.servers", brokers.c_str(), error, sizeof error);
  if (type == RD_KAFKA_PRODUCER) rd_kafka_conf_set(conf, "acks", "all", error, sizeof error);
  if (type == RD_KAFKA_CONSUMER) {
    rd_kafka_conf_set(conf, "group.id", "bench-freshness", error, sizeof error);
    // The broker in memory lets every fetch wait this long, also when records are there; by default 500 ms.
    rd_kafka_conf_set(conf, "fetch.wait.max.ms", kFetchWaitMs, error, sizeof error);
  }
  Handle handle(rd_kafka_new(type, conf, error, sizeof error));
  if (handle == nullptr) std::abort();
  return handle;
}

BareClient::BareClient(const std::string& brokers, const std::string& topic, int partitions)
    : topic_(topic),
      producer_(Open(RD_KAFKA_PRODUCER, brokers)),
      consumer_(Open(RD_KAFKA_CONSUMER, brokers)) {
  rd_kafka_poll_set_consumer(consumer_.get());
  rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(partitions);
  for (int i = 0; i < partitions; ++i)
    rd_kafka_topic_partition_list_add(list, topic.c_str(), i)->offset = RD_KAFKA_OFFSET_END;
  rd_kafka_assign(consumer_.get(), list);
  rd_kafka_topic_partition_list_destroy(list);
  thread_ = std::thread([this] { Consume(); });
}

BareClient::~BareClient() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void BareClient::Consume() {
  while (true) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer_.get(), 100);
    absl::MutexLock lock(&mutex_);
    if (message != nullptr && message->err == 0 && message->key != nullptr)
      seen_ |= std::string_view(static_cast<const char*>(message->key), message->key_len) == key_;
    if (message != nullptr) rd_kafka_message_destroy(message);
    if (stopping_) return;
  }
}

void BareClient::SendAndReceive(const std::string& key, const std::string& value) {
  {
    absl::MutexLock lock(&mutex_);
    key_ = key;
    seen_ = false;
  }
  const rd_kafka_resp_err_t error =
      rd_kafka_producev(producer_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()),
                        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key.data(), key.size()),
                        RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()), RD_KAFKA_V_END);
  absl::MutexLock lock(&mutex_);
  if (error == 0 && mutex_.AwaitWithTimeout(absl::Condition(this, &BareClient::Seen), absl::Seconds(30)))
    return;
  std::fprintf(stderr, "bench freshness: the bare record did not come back\n");
  std::exit(1);
}

}  // namespace yachay::bench
