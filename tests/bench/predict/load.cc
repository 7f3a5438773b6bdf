#include "bench/predict/load.h"

#include <grpcpp/generic/generic_stub.h>
#include <time.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace yachay::bench {
namespace {

std::unique_ptr<grpc::GenericStub> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection of its own
  const auto channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(30));
  return std::make_unique<grpc::GenericStub>(channel);
}

// One place in flight: calls again when the answer is there, until the end.
class Caller {
 public:
  Caller(grpc::GenericStub& stub, const std::string& method, const grpc::ByteBuffer& request, absl::Time end,
         std::atomic<int>& calls, absl::BlockingCounter& running)
      : stub_(stub), method_(method), request_(request), end_(end), calls_(calls), running_(running) {}

  void Call() {
    context_ = std::make_unique<grpc::ClientContext>();
    stub_.UnaryCall(context_.get(), method_, {}, &request_, &answer_, [this](const grpc::Status& status) {
      if (!status.ok()) {
        std::fprintf(stderr, "%s: %s\n", method_.c_str(), status.error_message().c_str());
        std::exit(1);
      }
      ++calls_;
      if (absl::Now() < end_) return Call();
      running_.DecrementCount();
    });
  }

 private:
  grpc::GenericStub& stub_;
  const std::string& method_;
  const grpc::ByteBuffer request_;
  const absl::Time end_;
  std::atomic<int>& calls_;
  absl::BlockingCounter& running_;
  std::unique_ptr<grpc::ClientContext> context_;
  grpc::ByteBuffer answer_;
};

double CpuSeconds() {
  timespec now = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

Throughput Measure(const std::string& address, const std::string& method, const grpc::ByteBuffer& request,
                   int depth, double seconds) {
  const std::vector<std::unique_ptr<grpc::GenericStub>> stubs = [&] {
    std::vector<std::unique_ptr<grpc::GenericStub>> connected;
    for (int i = 0; i < 2; ++i) connected.push_back(Connect(address));
    return connected;
  }();
  std::atomic<int> calls = 0;
  absl::BlockingCounter running(depth);
  const absl::Time begin = absl::Now();
  const double cpu = CpuSeconds();
  std::vector<std::unique_ptr<Caller>> callers;
  for (int i = 0; i < depth; ++i) {
    callers.push_back(std::make_unique<Caller>(*stubs[static_cast<size_t>(i) % stubs.size()], method, request,
                                               begin + absl::Seconds(seconds), calls, running));
    callers.back()->Call();
  }
  running.Wait();
  return {calls / absl::ToDoubleSeconds(absl::Now() - begin), (CpuSeconds() - cpu) / calls * 1e6};
}

}  // namespace yachay::bench
