#include "gamification/cohorts.h"

#include "events/fingerprint.h"

namespace yachay::gamification {
namespace {

// FNV's upper bits hardly depend on a text's end: spread them.
std::uint64_t HashOf(const std::string& learner_id) {
  std::uint64_t hash = events::Fingerprint(learner_id);
  hash = (hash ^ hash >> 32) * 0x9e3779b97f4a7c15;
  hash = (hash ^ hash >> 29) * 0xbf58476d1ce4e5b9;
  return hash ^ hash >> 32;
}

}  // namespace

void Cohorts::Split(Node& node, int depth) {
  for (auto& half : node.halves) half = std::make_unique<Node>();
  for (const auto& member : node.members) Insert(*node.halves[Side(member.first, depth)], depth + 1, member);
  node.members.clear();
}

void Cohorts::Join(Node& node) {
  for (auto& half : node.halves) {
    if (!half->leaf()) Join(*half);
    node.members.merge(half->members);
    half.reset();
  }
}

void Cohorts::Insert(Node& node, int depth, const Members::value_type& member) {
  ++node.size;
  if (!node.leaf()) return Insert(*node.halves[Side(member.first, depth)], depth + 1, member);
  node.members.insert(member);
  if (node.size > kMost && depth < 63) Split(node, depth);
}

void Cohorts::Erase(Node& node, int depth, const Members::value_type& member) {
  --node.size;
  if (node.leaf()) return static_cast<void>(node.members.erase(member));
  Erase(*node.halves[Side(member.first, depth)], depth + 1, member);
  if (node.size <= kMost) Join(node);
}

const Cohorts::Members& Cohorts::MembersOf(const std::string& learner_id) const {
  const std::uint64_t hash = HashOf(learner_id);
  const Node* node = &root_;
  for (int depth = 0; !node->leaf(); ++depth) node = node->halves[Side(hash, depth)].get();
  return node->members;
}

void Cohorts::Insert(const std::string& learner_id) {
  if (MembersOf(learner_id).contains({HashOf(learner_id), learner_id})) return;
  Insert(root_, 0, {HashOf(learner_id), learner_id});
}

void Cohorts::Erase(const std::string& learner_id) {
  if (MembersOf(learner_id).contains({HashOf(learner_id), learner_id}))
    Erase(root_, 0, {HashOf(learner_id), learner_id});
}

}  // namespace yachay::gamification
