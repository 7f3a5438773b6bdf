#include "overload.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <thread>

#include "load.h"
#include "yachay/ingestion/v1/ingestion.grpc.pb.h"

namespace yachay::bench {
namespace {

struct Counts {
  std::atomic<int> accepted = 0, pushed_back = 0, other_errors = 0;
};

int PushbackMs(const grpc::ClientContext& context) {
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto found = trailers.find("grpc-retry-pushback-ms");
  int ms = 100;
  if (found != trailers.end()) std::from_chars(found->second.begin(), found->second.end(), ms);
  return ms;
}

void Send(const std::shared_ptr<grpc::Channel>& channel, const ingestion::v1::PublishRequest& batch,
          double until, Counts& counts) {
  const auto stub = ingestion::v1::Ingestion::NewStub(channel);
  while (Seconds() < until) {
    grpc::ClientContext context;
    ingestion::v1::PublishResponse response;
    const grpc::Status status = stub->Publish(&context, batch, &response);
    if (status.ok()) {
      counts.accepted += static_cast<int>(response.accepted());
    } else if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
      ++counts.pushed_back;
      // No longer than the measurement lasts: who waits at its end must not stretch it.
      const double pause = std::min(PushbackMs(context) / 1000.0, until - Seconds());
      std::this_thread::sleep_for(std::chrono::duration<double>(pause));
    } else {
      ++counts.other_errors;
    }
  }
}

}  // namespace

Goodput Offer(const std::string& address, const std::vector<ingestion::v1::PublishStreamRequest>& batches,
              int senders, double seconds) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);  // every call sent back is seen
  const auto channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10));
  Counts counts;
  const double begun = Seconds();
  std::vector<std::thread> threads;
  for (int i = 0; i < senders; ++i) {
    threads.emplace_back([&, i] {
      Send(channel, batches[static_cast<std::size_t>(i) % batches.size()].batch(), begun + seconds, counts);
    });
  }
  for (auto& thread : threads) thread.join();
  return {counts.accepted / (Seconds() - begun), counts.pushed_back, counts.other_errors};
}

}  // namespace yachay::bench
