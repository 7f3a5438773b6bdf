#ifndef BENCH_INGEST_OVERLOAD_H_
#define BENCH_INGEST_OVERLOAD_H_

#include <string>
#include <vector>

#include "yachay/ingestion/v1/ingestion.pb.h"

namespace yachay::bench {

struct Goodput {
  double accepted_per_second = 0;
  int pushed_back = 0;  // calls that were sent back
  int other_errors = 0;
};

// So many senders call Publish for `seconds`, each with the next batch when the last was taken, or after the
// pushback with the same one.
Goodput Offer(const std::string& address, const std::vector<ingestion::v1::PublishStreamRequest>& batches,
              int senders, double seconds);

}  // namespace yachay::bench

#endif  // BENCH_INGEST_OVERLOAD_H_
