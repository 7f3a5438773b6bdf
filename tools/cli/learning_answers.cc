#include "cli/learning_answers.h"

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace yachay::cli {

void AnswerCollector::Add(const feature_store::LogRecord& record) {
  if (!record.event) {
    ++unreadable_;
    return;
  }
  const events::Event& event = *record.event;
  Learner& learner = learners_[event.learner_id];
  const features::EventId id = features::ParseEventId(event.event_id);
  if (!learner.known.insert(id).second) {
    ++duplicates_;
    return;
  }
  if (const auto* answer = std::get_if<events::ItemAttempted>(&event.payload)) {
    learner.answers.emplace_back(*event.occurred_at_ms, *answer);
  } else if (const auto* consent = std::get_if<events::ConsentChanged>(&event.payload)) {
    if (consent->purpose == events::ConsentChanged::Purpose::kTraining)
      learner.training.Set(consent->granted, {*event.occurred_at_ms, id});
  } else if (std::holds_alternative<events::ErasureRequested>(event.payload)) {
    learner.erased = true;
    learner.answers.clear();
  }
}

std::size_t AnswerCollector::Write(std::ostream& out) const {
  std::size_t answers = 0;
  out << "user_id,item_id,timestamp,correct,skill_id,choices\n";
  for (const auto& [id, learner] : learners_) {
    if (learner.erased || !features::MayTrain(learner.training, consent_)) continue;
    for (const auto& [at_ms, answer] : learner.answers) {
      out << absl::StrFormat("%s,%s,%d.%03d,%d,%s,%d\n", id, answer.item_id, at_ms / 1000, at_ms % 1000,
                             answer.correct ? 1 : 0, absl::StrJoin(answer.skill_ids, ";"), answer.choices);
      ++answers;
    }
  }
  return answers;
}

}  // namespace yachay::cli
