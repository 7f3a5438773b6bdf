#ifndef BENCH_PREDICT_LOAD_H_
#define BENCH_PREDICT_LOAD_H_

#include <grpcpp/grpcpp.h>

#include <string>

namespace yachay::bench {

struct Throughput {
  double calls_per_second = 0;
  double cpu_us_per_call = 0;  // of this process, client included: what a busy machine does not disturb
};

// `method` with `depth` calls in flight over two connections, over `seconds`. The client is
// gRPC's callback API; bytes in, bytes out. Ends the process when a call fails.
Throughput Measure(const std::string& address, const std::string& method, const grpc::ByteBuffer& request,
                   int depth, double seconds);

}  // namespace yachay::bench

#endif  // BENCH_PREDICT_LOAD_H_
