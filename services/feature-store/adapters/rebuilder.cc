#include "adapters/rebuilder.h"

#include "absl/time/clock.h"
#include "adapters/record_decoder.h"
#include "service/log.h"

namespace yachay::feature_store {
namespace {

constexpr absl::Duration kRound = absl::Seconds(2);  // of reading, then a look at the end again
constexpr absl::Duration kPause =
    absl::Milliseconds(20);  // at the end of the log, until the follower is there too

}  // namespace

absl::StatusOr<std::unique_ptr<Rebuilder>> Rebuilder::Create(const RebuilderOptions& options,
                                                             Generations& generations) {
  std::unique_ptr<Rebuilder> rebuilder(new Rebuilder(generations));
  auto reader = kafka::LogReader::Create({.brokers = options.brokers,
                                          .topic = options.topic,
                                          .client_id = "yachay-feature-store-rebuild",
                                          .properties = options.properties,
                                          .log = options.log});
  if (!reader.ok()) return reader.status();
  rebuilder->reader_ = *std::move(reader);
  return rebuilder;
}

void Rebuilder::Start() {
  if (!generations_.rebuilding()) return;
  service::LogInfo("definitions have changed: their states are folded from the log beside the served ones",
                   {{"served", generations_.current()->hash()}, {"wanted", generations_.next()->hash()}});
  thread_ = std::thread([this] { Run(); });
}

void Rebuilder::Stop() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

void Rebuilder::Run() {
  while (!stop_ && generations_.rebuilding()) {
    absl::Status status = reader_->ReadToEnd([this](kafka::Batch batch) { return Handle(batch); }, kRound);
    if (status.ok()) status = generations_.Rebuild({}).status();
    if (!status.ok() && !absl::IsDeadlineExceeded(status) && !stop_)
      service::LogWarn("the rebuild is held up", {{"error", std::string(status.message())}});
    absl::SleepFor(kPause);
  }
  if (!stop_)
    service::LogInfo("the changed definitions are served", {{"states", generations_.current()->hash()}});
}

absl::Status Rebuilder::Handle(kafka::Batch batch) {
  const auto next = generations_.next();
  if (stop_ || next == nullptr) return absl::CancelledError("nothing to rebuild any more");
  return generations_.Rebuild(DecodeBatch(batch, next->store()).records).status();
}

}  // namespace yachay::feature_store
