// What each main stands on: signals, logs, metrics, health, the executor, the server, and the ordered drain.
//
//   int main(int argc, char** argv) {
//     Config config;
//     if (auto code = ParseConfig(argc, argv, &config)) return *code;
//     service::Process process("ingestion", config.process);
//     return process.Run([&]() -> absl::Status {
//       … make the parts in dependency order …
//       return process.Serve({.services = {&rpc}, .ready = [&] { … }, .stop_consuming = [&] { … }, .flush =
//       [&] { … }});
//     });
//   }
#ifndef SERVICE_PROCESS_H_
#define SERVICE_PROCESS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "service/executor.h"
#include "service/metrics.h"
#include "service/process_options.h"
#include "service/signals.h"

namespace grpc {
class Service;
}

namespace yachay::service {

// What Serve runs, and how it stops. Every function may be empty.
struct Serving {
  std::vector<grpc::Service*> services;
  // OK when work can be taken, else why not. Asked every 10 ms until then, several times a second after,
  // and by /readyz; from several threads.
  std::function<absl::Status()> ready;
  // Once both ports are had, before the first call: starts consumers, so that a second instance takes no
  // partitions.
  std::function<void()> start;
  // Stops polling the log; what was polled is finished.
  std::function<void()> stop_consuming;
  // Flushes producers, commits, closes consumers.
  std::function<void()> flush;
};

class Process {
 public:
  // Blocks signals: make it before any thread. `name` is in every log line.
  Process(std::string name, ProcessOptions options);

  // Runs body; 0 when it returned OK, else one line says why, and 1.
  int Run(absl::FunctionRef<absl::Status()> body);

  // Listens, serves until SIGTERM or SIGINT, then drains in order: NOT_SERVING → stop_consuming → wait →
  // Shutdown → executor → flush → metrics. UNAVAILABLE when a port cannot be had.
  absl::Status Serve(const Serving& serving);

  Metrics& metrics() { return metrics_; }
  Executor& executor() { return executor_; }
  const ProcessOptions& options() const { return options_; }

 private:
  absl::Status WritePorts(int grpc_port, int admin_port) const;

  const std::string name_;
  const ProcessOptions options_;
  Signals signals_;  // Before executor_, whose threads inherit what it blocks.
  Metrics metrics_;
  Executor executor_;
};

}  // namespace yachay::service

#endif  // SERVICE_PROCESS_H_
