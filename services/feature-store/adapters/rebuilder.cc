#include "adapters/rebuilder.h"

#include <utility>

#include "adapters/record_decoder.h"
#include "service/log.h"

namespace yachay::feature_store {
namespace {

constexpr absl::Duration kRound = absl::Seconds(2);        // of reading, then a look at the end again
constexpr absl::Duration kPause = absl::Milliseconds(20);  // until the follower is at the end too
constexpr absl::Duration kLook = absl::Milliseconds(500);  // at what other processes have decided
constexpr absl::Duration kAsk = absl::Seconds(5);

}  // namespace

Rebuilder::Rebuilder(RebuilderOptions options, Generations& generations)
    : options_(std::move(options)),
      generations_(generations),
      served_(generations.current()->name()),
      wanted_(served_) {}

void Rebuilder::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Rebuilder::Stop() {
  if (!stop_.HasBeenNotified()) stop_.Notify();
  if (thread_.joinable()) thread_.join();
}

void Rebuilder::Run() {
  while (!stop_.HasBeenNotified()) {
    if (absl::Status status = Turn(); !status.ok() && !stop_.HasBeenNotified())
      service::LogWarn("the rebuild is held up", {{"error", std::string(status.message())}});
    Tell();
    const bool rebuilding = generations_.rebuilding();
    if (!rebuilding && !generations_.current()->kv().shared()) return;
    stop_.WaitForNotificationWithTimeout(rebuilding ? kPause : kLook);
  }
}

absl::Status Rebuilder::Turn() {
  if (absl::Status looked = generations_.Look(); !looked.ok()) return looked;
  Tell();
  if (!generations_.rebuilding()) {
    reader_.reset();
    return absl::OkStatus();
  }
  const auto replayed = generations_.replayed();
  const auto followed = generations_.replayed_partitions();
  const std::string into = replayed != nullptr ? replayed->name() : "";
  if (reader_ == nullptr || into != reading_ || followed != followed_) {
    if (absl::Status opened = OpenReader(replayed.get(), followed); !opened.ok()) return opened;
  }
  if (replayed != nullptr && (!followed || !followed->empty())) {
    const absl::Status read = ReadOn();
    if (absl::IsDeadlineExceeded(read)) return absl::OkStatus();  // another round
    if (!read.ok() && !absl::IsOutOfRange(read)) return read;
  }
  return generations_.TakeOver(all_).status();
}

// Also for a process that follows nothing now: it asks what partitions there are.
absl::Status Rebuilder::OpenReader(const Generation* replayed, const Followed& followed) {
  kafka::LogReaderOptions options{.brokers = options_.brokers,
                                  .topic = options_.topic,
                                  .client_id = "yachay-feature-store-rebuild",
                                  .partitions = followed.value_or(std::vector<std::int32_t>()),
                                  .last_retry = absl::Milliseconds(200),
                                  .properties = options_.properties,
                                  .log = options_.log};
  if (replayed != nullptr) {
    for (const auto& [partition, position] : replayed->store().positions())
      options.starts[partition] = position.next_offset;
  }
  auto reader = kafka::LogReader::Create(std::move(options));
  if (!reader.ok()) return reader.status();
  auto all = (*reader)->ListPartitions(kAsk);
  if (!all.ok()) return all.status();
  reader_ = *std::move(reader);
  all_ = *std::move(all);
  reading_ = replayed != nullptr ? replayed->name() : "";
  followed_ = followed;
  return absl::OkStatus();
}

absl::Status Rebuilder::ReadOn() {
  const absl::Status read = reader_->ReadToEnd([this](kafka::Batch batch) { return Handle(batch); }, kRound);
  return read.ok() ? generations_.Rebuild({}).status() : read;
}

absl::Status Rebuilder::Handle(kafka::Batch batch) {
  const auto replayed = generations_.replayed();
  if (stop_.HasBeenNotified() || replayed == nullptr)
    return absl::OutOfRangeError("nothing to read any more");
  return generations_.Rebuild(DecodeBatch(batch, replayed->store()).records).status();
}

void Rebuilder::Tell() {
  const std::string served = generations_.current()->name();
  const auto next = generations_.next();
  const std::string wanted = next != nullptr ? next->name() : served;
  if (wanted != wanted_ && wanted != served)
    service::LogInfo("definitions have changed: their states are folded from the log beside the served ones",
                     {{"served", served}, {"wanted", wanted}});
  if (served != served_) service::LogInfo("the changed definitions are served", {{"states", served}});
  const std::string trouble(generations_.trouble().message());
  if (!trouble.empty() && trouble != trouble_)
    service::LogWarn("this process does not serve its own definitions", {{"why", trouble}});
  trouble_ = trouble;
  served_ = served;
  wanted_ = wanted;
}

}  // namespace yachay::feature_store
