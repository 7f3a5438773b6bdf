// The same events for every side of the measurement.
#ifndef BENCH_INGEST_LOAD_H_
#define BENCH_INGEST_LOAD_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "yachay/ingestion/v1/ingestion.pb.h"

namespace yachay::bench {

// What ingestion puts on the log for one event.
struct PlainRecord {
  std::string key, value;
  std::vector<std::pair<std::string, std::string>> headers;
};

// `batches` of `per_batch` answers by a thousand learners, all of now.
std::vector<ingestion::v1::PublishStreamRequest> Batches(int batches, int per_batch);
std::vector<PlainRecord> Records(const std::vector<ingestion::v1::PublishStreamRequest>& batches);

double Seconds();  // a steady clock

}  // namespace yachay::bench

#endif  // BENCH_INGEST_LOAD_H_
