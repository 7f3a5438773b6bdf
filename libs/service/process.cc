#include "service/process.h"

#include <prometheus/gauge.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "service/admin_server.h"
#include "service/log.h"
#include "service/server.h"

namespace yachay::service {
namespace {

constexpr absl::Duration kReadyPoll = absl::Milliseconds(200);
constexpr absl::Duration kNotReadyPoll =
    absl::Milliseconds(10);  // A start shall not wait for the look at it.

int Threads(const ProcessOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::max(2, static_cast<int>(std::thread::hardware_concurrency()));
}

int64_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  int64_t size = 0, resident = 0;
  statm >> size >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

// Serves until a signal; health and the log follow readiness.
void ServeUntilSignal(Signals& signals, Server& server, const AdminServer::Readiness& readiness) {
  bool was_ready = false;
  std::string last_reason;
  do {
    const absl::Status ready = readiness();
    if (ready.ok() != was_ready) server.SetServing(ready.ok());
    if (ready.ok() && !was_ready) LogInfo("ready");
    if (!ready.ok() && ready.message() != last_reason) LogWarn("not ready", {{"reason", ready.message()}});
    was_ready = ready.ok();
    last_reason = std::string(ready.message());
  } while (!signals.Wait(was_ready ? kReadyPoll : kNotReadyPoll));
}

void RunStep(const char* step, const std::function<void()>& action) {
  LogInfo("drain", {{"step", step}});
  if (action) action();
}

}  // namespace

Process::Process(std::string name, ProcessOptions options)
    : name_(std::move(name)),
      options_(std::move(options)),
      executor_(Threads(options_), static_cast<size_t>(options_.queue)) {
  InitLog(name_, options_.log_level);
  // Debian builds Abseil with assertions, and with them each lock of a mutex looks for cycles.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  auto& depth = metrics_.Gauge("yachay_executor_queue_depth", "Calls that wait for the executor");
  auto& memory = metrics_.Gauge("process_resident_memory_bytes", "Resident memory");
  auto& cpu = metrics_.Gauge("process_cpu_seconds_total", "Time on processors");
  metrics_.OnScrape([this, &depth, &memory, &cpu] {
    depth.Set(static_cast<double>(executor_.depth()));
    memory.Set(static_cast<double>(ResidentBytes()));
    cpu.Set(static_cast<double>(std::clock()) / CLOCKS_PER_SEC);
  });
}

int Process::Run(absl::FunctionRef<absl::Status()> body) {
  const absl::Status status = body();
  if (status.ok()) return 0;
  LogError(status.message(), {{"code", absl::StatusCodeToString(status.code())}});
  return 1;
}

absl::Status Process::Serve(const Serving& serving) {
  std::atomic<bool> draining = false;
  const AdminServer::Readiness readiness = [&]() -> absl::Status {
    if (draining) return absl::UnavailableError("stopping");
    return serving.ready ? serving.ready() : absl::OkStatus();
  };
  auto admin = AdminServer::Start(options_.admin, metrics_, readiness);
  if (!admin.ok()) return admin.status();
  auto server = Server::Start(options_, serving.services, metrics_);
  if (!server.ok()) return server.status();
  if (serving.start) serving.start();
  if (absl::Status written = WritePorts((*server)->port(), (*admin)->port()); !written.ok()) return written;
  LogInfo("serving", {{"grpc_port", (*server)->port()}, {"admin_port", (*admin)->port()}});

  ServeUntilSignal(signals_, **server, readiness);

  draining = true;
  RunStep("not-serving", [&] { (*server)->SetServing(false); });
  RunStep("stop-consuming", serving.stop_consuming);
  RunStep("wait", [&] { absl::SleepFor(options_.drain_wait); });
  RunStep("shutdown", [&] { (*server)->Shutdown(options_.drain_deadline); });
  RunStep("join-executor", [&] { executor_.Join(); });
  RunStep("flush", serving.flush);
  RunStep("stop-metrics", [&] { admin->reset(); });
  LogInfo("stopped");
  return absl::OkStatus();
}

absl::Status Process::WritePorts(int grpc_port, int admin_port) const {
  if (options_.ports_file.empty()) return absl::OkStatus();
  const std::string temporary = options_.ports_file + ".tmp";
  std::ofstream file(temporary);
  file << "{\"grpc\":" << grpc_port << ",\"admin\":" << admin_port << "}\n";
  file.close();
  if (!file || std::rename(temporary.c_str(), options_.ports_file.c_str()) != 0) {
    return absl::UnavailableError(
        absl::StrCat(options_.ports_file, ": cannot be written: ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

}  // namespace yachay::service
