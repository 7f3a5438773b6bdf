#ifndef BENCH_ECHO_ECHO_H_
#define BENCH_ECHO_ECHO_H_

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

// The barest gRPC call of the callback API, to measure ours against: bytes in, bytes out, nothing parsed.
namespace yachay::bench {

// Answers every call with the same bytes.
class EchoServer {
 public:
  explicit EchoServer(const std::string& answer);  // listens on a free port of 127.0.0.1
  ~EchoServer();

  const std::string& address() const { return address_; }

 private:
  class Service;
  std::unique_ptr<Service> service_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

// Calls any unary method with bytes, blocking. Thread-safe.
class BytesClient {
 public:
  // `method`: "/package.Service/Method".
  BytesClient(const std::string& address, std::string method);

  // The answer's size; ends the process when the call fails.
  std::size_t Call(const grpc::ByteBuffer& request) const;
  // The answer itself.
  std::string Answer(const grpc::ByteBuffer& request) const;

 private:
  const std::string method_;
  std::shared_ptr<grpc::Channel> channel_;
};

grpc::ByteBuffer ToBytes(const std::string& bytes);

}  // namespace yachay::bench

#endif  // BENCH_ECHO_ECHO_H_
