#include "adapters/watch_stream.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "adapters/proto_time.h"

namespace yachay::recommendation {

using gamification::v1::WatchResponse;

Hint HintOf(const Advice& advice) {
  Hint hint{.fallback = advice.served.fallback, .personal = advice.personal};
  for (const RecommendedItem& item : advice.answer.items) hint.content_ids.push_back(item.entry->content.id);
  return hint;
}

std::shared_ptr<WatchStream> WatchStream::Create(Parts parts) {
  std::shared_ptr<WatchStream> stream(new WatchStream(std::move(parts)));
  stream->self_ = stream;
  return stream;
}

void WatchStream::Push(WatchResponse update) {
  absl::MutexLock lock(&mutex_);
  Enqueue(std::move(update));
}

void WatchStream::PushReward(const ToldReward& told) {
  absl::MutexLock lock(&mutex_);
  const std::string& id = told.reward->reward_id();
  if (std::find(pushed_.begin(), pushed_.end(), id) != pushed_.end()) return;
  pushed_.push_back(id);
  if (pushed_.size() > kQueue) pushed_.pop_front();
  WatchResponse update;
  *update.mutable_reward() = *told.reward;
  *update.mutable_logged_at() = TimestampOf(told.logged_ms);
  Enqueue(std::move(update));
}

// Once a caller is too slow, all that comes before it has read what waits is one gap.
void WatchStream::Enqueue(WatchResponse update) {
  if (closing_) return;
  if (missed_ > 0 || queue_.size() == kQueue) {
    ++missed_;
    return;
  }
  queue_.push_back(std::move(update));
  Next();
}

void WatchStream::Next() {
  if (writing_ || finished_) return;
  if (!queue_.empty()) {
    current_ = std::move(queue_.front());
    queue_.pop_front();
  } else if (missed_ > 0) {
    current_.Clear();
    current_.mutable_gap()->set_missed(std::exchange(missed_, 0));
  } else {
    if (!closing_) return;
    finished_ = true;
    return Finish(*closing_);
  }
  writing_ = true;
  StartWrite(&current_);
}

void WatchStream::End(const grpc::Status& status) {
  if (!closing_) closing_ = status;
  queue_.clear();
  missed_ = 0;
  Next();
}

void WatchStream::Close(const grpc::Status& status) {
  absl::MutexLock lock(&mutex_);
  End(status);
}

void WatchStream::OnWriteDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  writing_ = false;
  ok ? Next() : End(grpc::Status::CANCELLED);
}

void WatchStream::OnCancel() { Close(grpc::Status::CANCELLED); }

void WatchStream::OnDone() {
  parts_.on_done(this);
  {
    absl::MutexLock lock(&mutex_);
    alarm_.reset();
  }
  self_.reset();  // may end this
}

void WatchStream::Refresh(std::optional<EventPlace> after) {
  absl::MutexLock lock(&mutex_);
  if (!parts_.next_items) return;
  if (after) after_ = after;
  stale_ = true;
  AskSoon();
}

void WatchStream::AskSoon() {
  if (!stale_ || asking_ || closing_) return;
  asking_ = true;
  alarm_ = std::make_unique<grpc::Alarm>();
  alarm_->Set(absl::ToChronoTime(std::max(absl::Now() + kSettle, asked_ + kPause)),
              [self = shared_from_this()](bool ok) {
                if (ok) self->Ask();
              });
}

void WatchStream::Ask() {
  std::optional<EventPlace> after;
  {
    absl::MutexLock lock(&mutex_);
    alarm_.reset();
    if (closing_) return;
    stale_ = false;
    asked_ = absl::Now();
    after = after_;
  }
  parts_.next_items(
      after, [self = shared_from_this()](absl::StatusOr<Hint> hint) { self->Answered(std::move(hint)); });
}

void WatchStream::Answered(absl::StatusOr<Hint> hint) {
  absl::MutexLock lock(&mutex_);
  asking_ = false;
  if (hint.ok())
    Show(*std::move(hint));
  else
    stale_ = true;
  AskSoon();
}

// Without the feature store what was told last is a better hint than what a stranger would get.
void WatchStream::Show(Hint hint) {
  if (shown_ && !KnowsLearner(hint.fallback)) hint = {shown_->content_ids, hint.fallback, shown_->personal};
  if (shown_ == hint) return;
  WatchResponse update;
  gamification::v1::NextItems& told = *update.mutable_next_items();
  for (const std::string& id : hint.content_ids) told.add_content_ids(id);
  told.set_fallback(hint.fallback);
  told.set_non_personal(!hint.personal);
  shown_ = std::move(hint);
  Enqueue(std::move(update));
}

}  // namespace yachay::recommendation
