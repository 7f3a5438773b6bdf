#include "kafka/message.h"

#include <algorithm>

namespace yachay::kafka {
namespace {

std::string Bytes(const void* data, size_t size) {
  return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), size);
}

std::vector<Header> HeadersOf(const rd_kafka_message_t& message) {
  std::vector<Header> headers;
  rd_kafka_headers_t* list = nullptr;
  if (rd_kafka_message_headers(&message, &list) != RD_KAFKA_RESP_ERR_NO_ERROR) return headers;
  const size_t count = rd_kafka_header_cnt(list);
  headers.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const char* name = nullptr;
    const void* value = nullptr;
    size_t size = 0;
    rd_kafka_header_get_all(list, i, &name, &value, &size);
    headers.push_back({name, Bytes(value, size)});
  }
  return headers;
}

}  // namespace

ReceivedRecord ToRecord(const rd_kafka_message_t& message) {
  ReceivedRecord record;
  record.key = Bytes(message.key, message.key_len);
  record.value = Bytes(message.payload, message.len);
  record.headers = HeadersOf(message);
  record.timestamp_ms = std::max<int64_t>(0, rd_kafka_message_timestamp(&message, nullptr));
  record.topic = rd_kafka_topic_name(message.rkt);
  record.partition = message.partition;
  record.offset = message.offset;
  return record;
}

Position ToPosition(const rd_kafka_message_t& message) {
  return {rd_kafka_topic_name(message.rkt), message.partition, message.offset};
}

TopicPartition PartitionOf(const rd_kafka_message_t& message) {
  return {rd_kafka_topic_name(message.rkt), message.partition};
}

rd_kafka_headers_t* ToHeaders(const std::vector<Header>& headers) {
  if (headers.empty()) return nullptr;
  rd_kafka_headers_t* list = rd_kafka_headers_new(headers.size());
  for (const Header& header : headers) {
    rd_kafka_header_add(list, header.name.data(), static_cast<ssize_t>(header.name.size()),
                        header.value.data(), static_cast<ssize_t>(header.value.size()));
  }
  return list;
}

Partitions ToPartitions(const rd_kafka_topic_partition_list_t& list) {
  Partitions partitions;
  for (int i = 0; i < list.cnt; ++i) partitions.push_back({list.elems[i].topic, list.elems[i].partition});
  return partitions;
}

PartitionList ToList(const Offsets& offsets) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (const auto& [at, offset] : offsets) {
    rd_kafka_topic_partition_list_add(list.get(), at.topic.c_str(), at.partition)->offset = offset;
  }
  return list;
}

}  // namespace yachay::kafka
