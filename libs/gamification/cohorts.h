#ifndef GAMIFICATION_COHORTS_H_
#define GAMIFICATION_COHORTS_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace yachay::gamification {

// Learners without a classroom, in groups of about one: at most kMost, about 30 on average. A group is all
// learners whose hash begins with the same bits, and as many bits as it takes: so who is in whose group
// follows from who is there, not from the order in which they came, and a group changes only by splitting in
// two (when it grows beyond kMost) or joining again. Not thread-safe.
class Cohorts {
 public:
  static constexpr std::size_t kMost = 45;
  using Members = std::set<std::pair<std::uint64_t, std::string>>;  // hash and learner

  void Insert(const std::string& learner_id);
  void Erase(const std::string& learner_id);
  // Of the group that the learner is in, or would be in.
  const Members& MembersOf(const std::string& learner_id) const;

 private:
  struct Node {
    std::size_t size = 0;
    Members members;  // of a leaf
    std::unique_ptr<Node> halves[2];
    bool leaf() const { return halves[0] == nullptr; }
  };
  static std::size_t Side(std::uint64_t hash, int depth) { return hash >> (63 - depth) & 1; }
  static void Split(Node& node, int depth);
  static void Join(Node& node);
  static void Insert(Node& node, int depth, const Members::value_type& member);
  static void Erase(Node& node, int depth, const Members::value_type& member);

  Node root_;
};

}  // namespace yachay::gamification

#endif  // GAMIFICATION_COHORTS_H_
