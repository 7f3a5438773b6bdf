// Records ↔ librdkafka's messages. Private to this library.
#ifndef KAFKA_MESSAGE_H_
#define KAFKA_MESSAGE_H_

#include <librdkafka/rdkafka.h>

#include <vector>

#include "kafka/client.h"
#include "kafka/consumer.h"
#include "kafka/record.h"

namespace yachay::kafka {

ReceivedRecord ToRecord(const rd_kafka_message_t& message);
Position ToPosition(const rd_kafka_message_t& message);
TopicPartition PartitionOf(const rd_kafka_message_t& message);

// nullptr when there are none; owned by the caller until librdkafka has taken the message.
rd_kafka_headers_t* ToHeaders(const std::vector<Header>& headers);

Partitions ToPartitions(const rd_kafka_topic_partition_list_t& list);
PartitionList ToList(const Offsets& offsets);

}  // namespace yachay::kafka

#endif  // KAFKA_MESSAGE_H_
