#include "cli/simulate_play.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/simulate_client.h"
#include "cli/simulate_progress.h"

namespace yachay::simulate {
namespace {

using Lanes = std::vector<std::vector<Delivery>>;

Lanes LiveAndSchedule(const std::vector<Learner>& learners, const std::vector<Lesson>& lessons,
                      const PlayOptions& options) {
  std::vector<std::vector<yachay::events::v1::LearnerEvent>> lives;
  lives.reserve(learners.size());
  for (const Learner& learner : learners) lives.push_back(Live(learner, lessons, options.life));
  return Schedule(learners, std::move(lives), options.schedule);
}

// Waits, so that the lane's deliveries are spread over the time that was asked for.
void Pace(absl::Time start, size_t sent, size_t all, double spread_seconds) {
  if (spread_seconds <= 0) return;
  const absl::Time due =
      start + absl::Seconds(spread_seconds * static_cast<double>(sent) / static_cast<double>(all));
  absl::SleepFor(due - absl::Now());
}

PlayReport SendLane(const std::vector<Delivery>& lane, const PlayOptions& options, Progress& progress) {
  Client client(options.ingestion, options.credentials);
  const Publish publish = [&](const auto& request, auto& response) {
    return client.Publish(request, response);
  };
  PlayReport report;
  const absl::Time start = absl::Now();
  for (size_t i = 0; i < lane.size(); ++i) {
    Pace(start, i, lane.size(), options.spread_seconds);
    Send(lane[i], publish, options.retry, report);
    progress.Advance();
  }
  return report;
}

PlayReport SendAll(const Lanes& lanes, const PlayOptions& options) {
  size_t deliveries = 0;
  for (const auto& lane : lanes) deliveries += lane.size();
  Progress progress("playing", deliveries);
  std::vector<PlayReport> reports(lanes.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < lanes.size(); ++i) {
    threads.emplace_back([&, i] { reports[i] = SendLane(lanes[i], options, progress); });
  }
  for (std::thread& thread : threads) thread.join();
  PlayReport all;
  for (const PlayReport& report : reports) all.Add(report);
  return all;
}

}  // namespace

absl::StatusOr<std::vector<Lesson>> LessonsOf(const PlayOptions& options) {
  if (options.recommendation.empty()) return BuiltInLessons();
  absl::StatusOr<std::vector<Lesson>> lessons = Client(options.recommendation, options.credentials).Lessons();
  if (lessons.ok() && lessons->empty()) {
    return absl::FailedPreconditionError(absl::StrCat("the catalogue at ", options.recommendation,
                                                      " has nothing published; run `yachay catalog seed`"));
  }
  return lessons;
}

absl::StatusOr<PlayResult> Play(const PlayOptions& options) {
  const absl::Time start = absl::Now();
  const absl::StatusOr<std::vector<Lesson>> lessons = LessonsOf(options);
  if (!lessons.ok()) return lessons.status();
  const std::vector<Learner> learners = DrawLearners(options.cohort);
  PlayResult result;
  result.learners = learners.size();
  result.late_learners = static_cast<size_t>(
      std::count_if(learners.begin(), learners.end(), [](const Learner& learner) { return learner.late; }));
  result.report = SendAll(LiveAndSchedule(learners, *lessons, options), options);
  result.seconds = absl::ToDoubleSeconds(absl::Now() - start);
  return result;
}

}  // namespace yachay::simulate
