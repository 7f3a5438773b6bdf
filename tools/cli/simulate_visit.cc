#include "cli/simulate_visit.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/simulate_client.h"
#include "cli/simulate_progress.h"
#include "cli/simulate_random.h"
#include "yachay/recommendation/v1/recommendation.pb.h"

namespace yachay::simulate {
namespace {

namespace pb = yachay::events::v1;
namespace rec = yachay::recommendation::v1;

// The lesson of the catalogue; one of average difficulty when the game does not know it yet.
Lesson LessonOf(const std::vector<Lesson>& lessons, const rec::RecommendedItem& item) {
  for (const Lesson& lesson : lessons) {
    if (lesson.content_id == item.content_id()) return lesson;
  }
  return {item.content_id(), item.variant_id(), {}, 0, ""};
}

// What the game reports when the learner plays the first item of `answer`.
Delivery PlayFirst(const Learner& learner, const std::vector<Lesson>& lessons,
                   const rec::RecommendResponse& answer, const LifeOptions& life) {
  const rec::RecommendedItem& item = answer.items(0);
  Random random(Mix(learner.seed, {HashText("visit"), static_cast<uint64_t>(life.end_ms)}));
  Diary diary(learner, life.game_id);
  pb::ContentShown& shown = *diary.At(life.end_ms - 60'000).mutable_content_shown();
  shown.set_content_id(item.content_id());
  shown.set_variant_id(item.variant_id());
  shown.set_recommendation_id(answer.recommendation_id());

  const bool right = Succeeds(LessonOf(lessons, item), learner.ability, random);
  pb::ItemAttempted& attempt = *diary.At(life.end_ms - 40'000).mutable_item_attempted();
  attempt.set_item_id(absl::StrCat(item.content_id(), "-q1"));
  attempt.mutable_skill_ids()->CopyFrom(item.skill_ids());
  attempt.set_correct(right);
  attempt.set_choices(4);

  pb::ContentCompleted& done = *diary.At(life.end_ms - 20'000).mutable_content_completed();
  done.set_content_id(item.content_id());
  done.set_variant_id(item.variant_id());
  done.set_recommendation_id(answer.recommendation_id());
  done.mutable_time_spent()->set_seconds(40);
  done.set_score(right ? 1 : 0);
  // Numbers far above those of a life, and others at another time.
  return {.at_ms = life.end_ms, .events = diary.Close(static_cast<uint64_t>(life.end_ms))};
}

// One learner's visit; the answer's items may be none, then nothing is played.
void Visit(const Learner& learner, const std::vector<Lesson>& lessons, const PlayOptions& options,
           Client& asks, const Publish& publish, PlayResult& result) {
  rec::RecommendRequest request;
  request.set_learner_id(learner.id);
  request.set_count(3);
  rec::RecommendResponse answer;
  int tries = 0;
  const absl::Status status =
      CallUntilDone([&] { return asks.Recommend(request, answer); }, options.retry, tries);
  if (!status.ok()) {
    ++result.failed_recommendations;
    if (result.report.first_problem.empty()) {
      result.report.first_problem = absl::StrCat("Recommend: ", status.ToString());
    }
    return;
  }
  ++result.recommendations;
  if (answer.fallback() != rec::FALLBACK_NONE) ++result.fallback_recommendations;
  if (answer.items_size() == 0) return;
  Send(PlayFirst(learner, lessons, answer, options.life), publish, options.retry, result.report);
}

}  // namespace

absl::StatusOr<PlayResult> VisitAll(const PlayOptions& options) {
  const absl::Time start = absl::Now();
  const absl::StatusOr<std::vector<Lesson>> lessons = LessonsOf(options);
  if (!lessons.ok()) return lessons.status();
  Client asks(options.recommendation, options.credentials);
  Client tells(options.ingestion, options.credentials);
  const Publish publish = [&](const auto& request, auto& response) {
    return tells.Publish(request, response);
  };
  PlayResult result;
  const std::vector<Learner> learners = DrawLearners(options.cohort);
  result.learners = learners.size();
  Progress progress("visiting", learners.size());
  for (const Learner& learner : learners) {
    Visit(learner, *lessons, options, asks, publish, result);
    progress.Advance();
  }
  result.seconds = absl::ToDoubleSeconds(absl::Now() - start);
  return result;
}

}  // namespace yachay::simulate
