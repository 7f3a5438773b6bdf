#include "core/roster.h"

namespace yachay::recommendation {

bool Roster::Say(Fact& fact, bool holds, const Said& said) {
  if (!fact.said.event_id.empty() && !(fact.said < said)) return false;
  fact = {said, holds};
  return true;
}

void Roster::SetMember(const std::string& learner, const std::string& classroom, bool member,
                       const Said& said) {
  absl::MutexLock lock(&mutex_);
  Learner& known = learners_[learner];
  if (known.erased || !Say(known.classrooms[classroom], member, said)) return;
  std::set<std::string>& members = classrooms_[classroom];
  member ? void(members.insert(learner)) : void(members.erase(learner));
}

void Roster::SetConsent(const std::string& learner, Purpose purpose, bool granted, const Said& said) {
  absl::MutexLock lock(&mutex_);
  Learner& known = learners_[learner];
  if (!known.erased) Say(known.consents[purpose], granted, said);
}

void Roster::Erase(const std::string& learner) {
  absl::MutexLock lock(&mutex_);
  Learner& known = learners_[learner];
  for (const auto& [classroom, fact] : known.classrooms) classrooms_[classroom].erase(learner);
  known = {.classrooms = {}, .consents = {}, .erased = true};
}

std::vector<std::string> Roster::LearnersOf(const std::string& classroom) const {
  absl::MutexLock lock(&mutex_);
  const auto found = classrooms_.find(classroom);
  if (found == classrooms_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::vector<std::string> Roster::ClassroomsOf(const std::string& learner) const {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> classrooms;
  const auto found = learners_.find(learner);
  if (found == learners_.end()) return classrooms;
  for (const auto& [classroom, fact] : found->second.classrooms) {
    if (fact.holds) classrooms.push_back(classroom);
  }
  return classrooms;
}

std::optional<bool> Roster::ConsentOf(const std::string& learner, Purpose purpose) const {
  absl::MutexLock lock(&mutex_);
  const auto found = learners_.find(learner);
  if (found == learners_.end()) return std::nullopt;
  const auto fact = found->second.consents.find(purpose);
  if (fact == found->second.consents.end()) return std::nullopt;
  return fact->second.holds;
}

}  // namespace yachay::recommendation
