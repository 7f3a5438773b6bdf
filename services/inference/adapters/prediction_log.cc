#include "adapters/prediction_log.h"

#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_format.h"

namespace yachay::inference {

std::string MakeUuid(uint64_t high, uint64_t low) {
  high = (high & 0xFFFFFFFFFFFF0FFFU) | 0x4000U;            // version 4
  low = (low & 0x3FFFFFFFFFFFFFFFU) | 0x8000000000000000U;  // RFC 4122's variant
  return absl::StrFormat("%08x-%04x-%04x-%04x-%012x", high >> 32U, (high >> 16U) & 0xFFFFU, high & 0xFFFFU,
                         low >> 48U, low & 0xFFFFFFFFFFFFU);
}

PredictionLog::Random PredictionLog::SystemRandom() {
  return [] {
    thread_local absl::BitGen bits;
    return absl::Uniform<uint64_t>(bits);
  };
}

PredictionLog::PredictionLog(Options options, Send send, Dropped dropped, Random random)
    : options_(options),
      send_(std::move(send)),
      dropped_(std::move(dropped)),
      random_(std::move(random)),
      thread_([this] { Run(); }) {}

PredictionLog::~PredictionLog() { Close(); }

bool PredictionLog::Sampled() const {
  if (options_.sample >= 1.0) return true;
  if (options_.sample <= 0.0) return false;
  constexpr double kTwoTo53 = 9007199254740992.0;
  return static_cast<double>(random_() >> 11U) / kTwoTo53 < options_.sample;
}

std::vector<std::string> PredictionLog::Offer(ServedRows rows) {
  const size_t count = rows.rows();
  std::vector<std::string> ids;
  ids.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const bool logged = rows.without_consent.empty() || !rows.without_consent[i];
    ids.push_back(logged ? MakeUuid(random_(), random_()) : "");
  }
  rows.prediction_ids = ids;
  {
    const absl::MutexLock lock(&mutex_);
    if (!closed_ && queued_rows_ + count <= options_.queue_rows) {
      queued_rows_ += count;
      queue_.push_back(std::move(rows));
      return ids;
    }
  }
  dropped_(count);
  return {};
}

void PredictionLog::Close() {
  {
    const absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void PredictionLog::Run() {
  while (true) {
    ServedRows rows;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &PredictionLog::Wakes));
      if (queue_.empty()) return;
      rows = std::move(queue_.front());
      queue_.pop_front();
      queued_rows_ -= rows.rows();
    }
    SendAll(rows);
  }
}

void PredictionLog::SendAll(const ServedRows& rows) {
  for (size_t row = 0; row < rows.rows(); ++row) {
    if (rows.prediction_ids[row].empty()) continue;
    const absl::Status queued =
        send_(PredictionRecord(rows, row), [dropped = dropped_](const absl::Status& delivered) {
          if (!delivered.ok()) dropped(1);
        });
    if (!queued.ok()) dropped_(1);
  }
}

}  // namespace yachay::inference
