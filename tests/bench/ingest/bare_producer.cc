#include "bare_producer.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace yachay::bench {
namespace {

struct Counts {
  int delivered = 0, failed = 0;
};

void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  auto* counts = static_cast<Counts*>(opaque);
  ++(message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? counts->delivered : counts->failed);
}

[[noreturn]] void Fail(const char* what) {
  std::fprintf(stderr, "bare producer: %s\n", what);
  std::exit(1);
}

rd_kafka_t* Open(const std::string& brokers, Counts* counts) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  std::array<char, 256> reason{};
  const std::array<std::pair<const char*, const char*>, 8> properties = {
      {{"bootstrap.servers", brokers.c_str()},
       {"enable.idempotence", "true"},
       {"acks", "all"},
       {"partitioner", "murmur2_random"},
       {"compression.type", "lz4"},
       {"linger.ms", "5"},
       {"queue.buffering.max.messages", "100000"},
       {"queue.buffering.max.kbytes", "65536"}}};
  for (const auto& [name, value] : properties) {
    if (rd_kafka_conf_set(conf, name, value, reason.data(), reason.size()) != RD_KAFKA_CONF_OK)
      Fail(reason.data());
  }
  rd_kafka_conf_set_opaque(conf, counts);
  rd_kafka_conf_set_dr_msg_cb(conf, &OnDelivery);
  rd_kafka_t* handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason.data(), reason.size());
  if (handle == nullptr) Fail(reason.data());
  return handle;
}

// librdkafka's macros cast as C does.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
bool Produce(rd_kafka_t* handle, const std::string& topic, const PlainRecord& record) {
  rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  const rd_kafka_resp_err_t error =
      rd_kafka_producev(handle, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                        RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
                        RD_KAFKA_V_VALUE(const_cast<char*>(record.value.data()), record.value.size()),
                        RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
  rd_kafka_headers_destroy(headers);
  if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) Fail(rd_kafka_err2str(error));
  return false;
}
#pragma GCC diagnostic pop

}  // namespace

double BareProducer(const std::string& brokers, const std::string& topic,
                    const std::vector<PlainRecord>& records, int count) {
  Counts counts;
  rd_kafka_t* handle = Open(brokers, &counts);
  const rd_kafka_metadata_t* metadata = nullptr;  // connected before the clock starts, as the service is
  if (rd_kafka_metadata(handle, 1, nullptr, &metadata, 10'000) != RD_KAFKA_RESP_ERR_NO_ERROR)
    Fail("no broker");
  rd_kafka_metadata_destroy(metadata);
  const double begun = Seconds();
  for (int i = 0; i < count; ++i) {
    while (!Produce(handle, topic, records[static_cast<std::size_t>(i) % records.size()]))
      rd_kafka_poll(handle, 1);
    if (i % 64 == 0) rd_kafka_poll(handle, 0);
  }
  while (counts.delivered + counts.failed < count) rd_kafka_poll(handle, 10);
  const double seconds = Seconds() - begun;
  rd_kafka_destroy(handle);
  if (counts.failed > 0) Fail("records were not delivered");
  return count / seconds;
}

}  // namespace yachay::bench
