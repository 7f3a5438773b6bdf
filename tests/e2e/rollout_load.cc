// Calls one RPC over several servers as our own clients do, while they are restarted, and counts what fails.
//   rollout_load --targets 127.0.0.1:1,127.0.0.1:2 --rpc /package.Service/Method --request FILE --calls N
//   [--in-flight 64]                    (or --targets NAME:PORT, of which the DNS tells the servers)
// Prints one JSON line: calls, failed, by code, seconds, calls per second, p50 and p99 in microseconds, and
// the same every second on stderr.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "service/channel.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::string targets, rpc, request_file;
  std::int64_t calls = 1'000'000;
  int in_flight = 64;
  int deadline_ms = 5000;
};

// Keeps so many calls in the air; each that ends starts the next.
class Load {
 public:
  Load(const Options& options, std::shared_ptr<grpc::Channel> channel, const std::string& request)
      : options_(options), stub_(std::move(channel)), slice_(request), request_(&slice_, 1) {
    times_us_.resize(static_cast<size_t>(options.calls));
  }

  nlohmann::json Run() {
    const auto began = Clock::now();
    for (int i = 0; i < options_.in_flight; ++i) Next();
    while (ended_ < options_.calls) {
      std::this_thread::sleep_for(std::chrono::seconds(1));
      std::cerr << ended_ << " calls, " << failed_ << " failed\n";
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
    std::sort(times_us_.begin(), times_us_.end());
    const std::lock_guard lock(mutex_);
    return {{"calls", options_.calls},
            {"failed", failed_.load()},
            {"codes", codes_},
            {"first_error", first_error_},
            {"seconds", seconds},
            {"per_second", static_cast<double>(options_.calls) / seconds},
            {"p50_us", times_us_[times_us_.size() / 2]},
            {"p99_us", times_us_[times_us_.size() * 99 / 100]}};
  }

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    Clock::time_point began = Clock::now();
    size_t number = 0;
  };

  void Next() {
    const std::int64_t number = started_++;
    if (number >= options_.calls) return;
    auto* call = new Call;
    call->number = static_cast<size_t>(number);
    call->context.set_wait_for_ready(true);
    call->context.set_deadline(std::chrono::system_clock::now() +
                               std::chrono::milliseconds(options_.deadline_ms));
    stub_.UnaryCall(&call->context, options_.rpc, {}, &request_, &call->response,
                    [this, call](const grpc::Status& status) {
                      const std::unique_ptr<Call> owned(call);
                      Ended(*call, status);
                      Next();
                    });
  }

  void Ended(const Call& call, const grpc::Status& status) {
    times_us_[call.number] = static_cast<std::int32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - call.began).count());
    if (!status.ok()) {
      ++failed_;
      const std::lock_guard lock(mutex_);
      ++codes_[std::to_string(status.error_code())];
      if (first_error_.empty()) first_error_ = status.error_message();
    }
    ++ended_;
  }

  const Options options_;
  grpc::GenericStub stub_;
  const grpc::Slice slice_;
  const grpc::ByteBuffer request_;
  std::vector<std::int32_t> times_us_;  // Each written once, by its call.
  std::atomic<std::int64_t> started_ = 0, ended_ = 0, failed_ = 0;
  std::mutex mutex_;
  std::map<std::string, std::int64_t> codes_;
  std::string first_error_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Load for rollouts");
  app.add_option("--targets", options.targets,
                 "Numeric host:port,…, or one name:port as a headless Service has")
      ->required();
  app.add_option("--rpc", options.rpc)->required();
  app.add_option("--request", options.request_file, "File with the request's bytes")->required();
  app.add_option("--calls", options.calls)->check(CLI::Range(std::int64_t{1}, std::int64_t{100'000'000}));
  app.add_option("--in-flight", options.in_flight)->check(CLI::Range(1, 10'000));
  CLI11_PARSE(app, argc, argv);
  std::ifstream file(options.request_file, std::ios::binary);
  const std::string request((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const bool numbers = options.targets.find_first_not_of("0123456789.:,") == std::string::npos;
  auto channel = yachay::service::MakeChannel(numbers ? "ipv4:" + options.targets : options.targets);
  if (!file || !channel.ok()) {
    std::cerr << (file ? std::string(channel.status().message()) : options.request_file + ": cannot be read")
              << "\n";
    return 1;
  }
  Load load(options, *channel, request);
  const auto told = load.Run();
  std::cout << told.dump() << "\n";
  return told["failed"] == 0 ? 0 : 1;
}
