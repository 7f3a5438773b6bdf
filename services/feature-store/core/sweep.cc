#include "core/sweep.h"

#include "core/generation_record.h"

namespace yachay::feature_store {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(10);  // between two pages

}  // namespace

Sweep::Sweep(kv::Store& root, absl::Duration grace) : root_(root), grace_(grace) {
  thread_ = std::thread([this] { Work(); });
}

Sweep::~Sweep() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Sweep::Request() {
  absl::MutexLock lock(&mutex_);
  requested_ = true;
}

// A generation with a higher number than the record has may be a new one that this process has not heard of.
absl::Status Sweep::Run() {
  const auto record = ReadRecord(root_);
  if (!record.ok() || !*record) return record.status();
  const auto unwanted = [&known = **record](std::string_view key) {
    const std::string_view name = GenerationOf(key);
    return !name.empty() && NumberOf(name) <= known.last && name != known.live && name != known.wanted;
  };
  return root_.DeleteIf(unwanted, [this] { return Wait(kPause); });
}

bool Sweep::Wait(absl::Duration pause) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause);
}

void Sweep::Work() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Sweep::Wakes));
      requested_ = false;
    }
    if (!Wait(grace_)) return;
    if (!Run().ok()) Request();
  }
}

}  // namespace yachay::feature_store
