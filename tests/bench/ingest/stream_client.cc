#include "stream_client.h"

#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <cstdlib>
#include <thread>

#include "load.h"
#include "yachay/ingestion/v1/ingestion.grpc.pb.h"

namespace yachay::bench {

double StreamClient(const std::string& address, std::vector<ingestion::v1::PublishStreamRequest>& batches,
                    int count) {
  const auto stub =
      ingestion::v1::Ingestion::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  auto stream = stub->PublishStream(&context);
  const int calls = count / batches[0].batch().events_size();
  const double begun = Seconds();
  std::thread writer([&] {
    for (int i = 0; i < calls; ++i) {
      auto& request = batches[static_cast<std::size_t>(i) % batches.size()];
      request.set_batch_id(static_cast<std::uint64_t>(i));
      if (!stream->Write(request)) return;
    }
    stream->WritesDone();
  });
  int accepted = 0;
  ingestion::v1::PublishStreamResponse response;
  while (stream->Read(&response)) accepted += static_cast<int>(response.result().accepted());
  const double seconds = Seconds() - begun;
  writer.join();
  const grpc::Status status = stream->Finish();
  if (!status.ok() || accepted != calls * batches[0].batch().events_size()) {
    std::fprintf(stderr, "PublishStream: %d of %d accepted: %s\n", accepted, count,
                 status.error_message().c_str());
    std::exit(1);
  }
  return accepted / seconds;
}

}  // namespace yachay::bench
