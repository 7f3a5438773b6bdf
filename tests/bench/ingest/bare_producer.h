#ifndef BENCH_INGEST_BARE_PRODUCER_H_
#define BENCH_INGEST_BARE_PRODUCER_H_

#include <string>
#include <vector>

#include "load.h"

namespace yachay::bench {

// Records per second of librdkafka alone: the settings of ingestion's producer, as fast as its queue takes
// them, until the broker has acknowledged `count`. Exits with a message when it cannot.
double BareProducer(const std::string& brokers, const std::string& topic,
                    const std::vector<PlainRecord>& records, int count);

}  // namespace yachay::bench

#endif  // BENCH_INGEST_BARE_PRODUCER_H_
