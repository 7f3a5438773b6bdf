#include "adapters/publish_stream.h"

#include <utility>

#include "adapters/pushback.h"

namespace yachay::ingestion {

PublishStream::PublishStream(BatchPublisher& publisher, grpc::CallbackServerContext* context, Origin origin)
    : publisher_(publisher), context_(context), origin_(std::move(origin)) {
  absl::MutexLock lock(&mutex_);
  ReadNext();
}

void PublishStream::OnReadDone(bool ok) {
  Batch* batch = nullptr;
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    if (ok && !failure_) {
      batches_.push_back(std::move(reading_));
      batch = batches_.back().get();
      ++unsettled_;
    } else {
      read_open_ = false;
      input_ended_ = true;
      step = NextStep();
    }
  }
  if (batch == nullptr) return Take(step);
  batch->response.set_batch_id(batch->request.batch_id());
  // Here, not on the executor: the batches of a stream must reach the producer in their order. The next read
  // starts afterwards, for the same reason.
  publisher_.Publish(batch->request.batch(), origin_, batch->response.mutable_result(),
                     [this, batch](Ended outcome) { Settle(batch, std::move(outcome)); });
  absl::MutexLock lock(&mutex_);
  read_open_ = false;
  ReadNext();
}

void PublishStream::Settle(Batch* batch, Ended outcome) {
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    --unsettled_;
    batch->outcome = std::move(outcome);
    step = NextStep();
  }
  Take(step);
}

void PublishStream::OnWriteDone(bool ok) {
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    write_open_ = false;
    batches_.pop_front();
    if (!ok && !failure_) failure_ = Ended{grpc::Status::CANCELLED};
    ReadNext();
    step = NextStep();
  }
  Take(step);
}

void PublishStream::OnDone() { delete this; }

// Only in a reaction or the constructor, so that this object lives; never after Finish was decided.
void PublishStream::ReadNext() {
  if (read_open_ || input_ended_ || failure_ || finished_ || batches_.size() >= kMaxInFlight) return;
  read_open_ = true;
  reading_ = std::make_unique<Batch>();
  StartRead(&reading_->request);
}

PublishStream::Step PublishStream::NextStep() {
  if (!write_open_ && !failure_ && !batches_.empty() && batches_.front()->outcome) {
    if (batches_.front()->outcome->status.ok()) {
      write_open_ = true;
      return {.write = &batches_.front()->response};
    }
    failure_ = *batches_.front()->outcome;
  }
  if (!CanFinish()) return {};
  finished_ = true;
  return {.finish = failure_.value_or(Ended{})};
}

// Not while the publisher holds a batch: its answer comes to this object, which does not outlive Finish.
bool PublishStream::CanFinish() const {
  if (finished_ || write_open_ || unsettled_ > 0) return false;
  return failure_ || (input_ended_ && batches_.empty());
}

void PublishStream::Take(const Step& step) {
  if (step.write != nullptr) {
    StartWrite(step.write);
  } else if (step.finish) {
    if (step.finish->pushback_ms > 0) AddPushback(*context_, step.finish->pushback_ms);
    Finish(step.finish->status);
  }
}

}  // namespace yachay::ingestion
