#include "adapters/offset_wait.h"

#include <grpcpp/alarm.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/status.h"
#include "service/unary.h"

namespace yachay::feature_store {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(2);
constexpr absl::Duration kLastPause = absl::Milliseconds(50);
constexpr absl::Duration kLongest = absl::Seconds(10);
constexpr absl::Duration kMargin = absl::Milliseconds(100);

// One waiting call. Owned by its timer's callback until it finishes.
class Wait : public std::enable_shared_from_this<Wait> {
 public:
  Wait(grpc::CallbackServerContext* context, service::Executor& executor, const Generations& generations,
       MinOffsets offsets, absl::Time end, std::function<grpc::Status()> answer)
      : context_(context),
        reactor_(context->DefaultReactor()),
        executor_(executor),
        generations_(generations),
        offsets_(std::move(offsets)),
        end_(end),
        answer_(std::move(answer)) {}

  grpc::ServerUnaryReactor* reactor() const { return reactor_; }

  // A store that is in this process is looked at where the timer fires; another may keep one waiting.
  void Look() {
    alarm_.reset();  // it fired, and would hold this for ever
    if (context_->IsCancelled()) return reactor_->Finish(grpc::Status::CANCELLED);
    if (!generations_.current()->kv().shared()) return Judge(Applied(generations_, offsets_));
    const absl::Status queued = executor_.Submit(
        [self = shared_from_this()] { self->Judge(Applied(self->generations_, self->offsets_)); });
    if (queued.ok()) return;
    absl::IsResourceExhausted(queued) ? Judge(queued) : reactor_->Finish(service::ToGrpc(queued));
  }

 private:
  void Judge(const absl::Status& applied) {
    if (applied.ok()) return Answer();
    if (absl::Now() >= end_) {
      if (absl::IsResourceExhausted(applied)) service::AddPushback(context_);
      return reactor_->Finish(service::ToGrpc(applied));
    }
    const absl::Time next = std::min(absl::Now() + pause_, end_);
    if (generations_.current()->kv().shared()) pause_ = std::min(2 * pause_, kLastPause);
    alarm_ = std::make_unique<grpc::Alarm>();
    alarm_->Set(absl::ToChronoTime(next), [self = shared_from_this()](bool) { self->Look(); });
  }

  void Answer() {
    const absl::Status queued = executor_.Submit([self = shared_from_this()] {
      self->reactor_->Finish(self->context_->IsCancelled() ? grpc::Status::CANCELLED : self->answer_());
    });
    if (queued.ok()) return;
    if (absl::IsResourceExhausted(queued)) service::AddPushback(context_);
    reactor_->Finish(service::ToGrpc(queued));
  }

  grpc::CallbackServerContext* const context_;
  grpc::ServerUnaryReactor* const reactor_;
  service::Executor& executor_;
  const Generations& generations_;
  const MinOffsets offsets_;
  const absl::Time end_;
  const std::function<grpc::Status()> answer_;
  absl::Duration pause_ = kFirstPause;
  std::unique_ptr<grpc::Alarm> alarm_;
};

}  // namespace

absl::Status Applied(const Generations& generations, const MinOffsets& offsets) {
  std::vector<std::int32_t> partitions;
  for (const auto& [partition, offset] : offsets) partitions.push_back(partition);
  const auto positions = generations.current()->store().NextOffsets(partitions);
  if (!positions.ok()) return positions.status();
  std::string behind;
  for (const auto& [partition, offset] : offsets) {
    const std::int64_t next = positions->at(partition);
    if (next > offset) continue;
    absl::StrAppend(&behind, behind.empty() ? "" : "; ", "partition ", partition, " is ", offset + 1 - next,
                    " records behind (next offset ", next, ", asked for ", offset, ")");
  }
  if (behind.empty()) return absl::OkStatus();
  return absl::DeadlineExceededError(absl::StrCat("min_offsets are not applied yet: ", behind));
}

absl::Time EndOfWait(absl::Time now, absl::Time deadline) {
  const absl::Duration left = deadline - now;
  return now + std::min(kLongest, left - std::min(kMargin, left / 10));
}

grpc::ServerUnaryReactor* AnswerAfter(grpc::CallbackServerContext* context, service::Executor& executor,
                                      const Generations& generations, MinOffsets offsets, absl::Time end,
                                      std::function<grpc::Status()> answer) {
  auto wait =
      std::make_shared<Wait>(context, executor, generations, std::move(offsets), end, std::move(answer));
  grpc::ServerUnaryReactor* reactor = wait->reactor();
  wait->Look();
  return reactor;
}

}  // namespace yachay::feature_store
