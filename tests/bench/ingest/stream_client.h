#ifndef BENCH_INGEST_STREAM_CLIENT_H_
#define BENCH_INGEST_STREAM_CLIENT_H_

#include <string>
#include <vector>

#include "yachay/ingestion/v1/ingestion.pb.h"

namespace yachay::bench {

// Events per second through PublishStream: one stream, written as fast as it takes, until `count` events are
// acknowledged. Exits with a message when one is not accepted.
double StreamClient(const std::string& address, std::vector<ingestion::v1::PublishStreamRequest>& batches,
                    int count);

}  // namespace yachay::bench

#endif  // BENCH_INGEST_STREAM_CLIENT_H_
