// Who calls: what the bearer token of a call says. Access by row is decided from it.
#ifndef SERVICE_CALLER_H_
#define SERVICE_CALLER_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace yachay::service {

enum class Role { kGameServer, kService, kTeacher, kGuardian, kCreator, kData, kOperator };

// "game-server" and so on; nullopt for another word.
std::optional<Role> RoleOf(std::string_view name);

struct Caller {
  bool anyone = false;  // No tokens are asked for (loopback): nothing is refused.
  std::string subject;  // A pseudonym; never logged.
  std::set<Role> roles;
  std::string game_id;               // Of a game server: the one game it reports for.
  bool names_learners = false;       // The token has the claim `learners`, be it empty.
  std::set<std::string> learners;    // Of a guardian: their children. Of a game server: who plays on it.
  std::set<std::string> classrooms;  // Of a teacher.

  bool Has(Role role) const { return anyone || roles.count(role) > 0; }
  bool MayReadLearner(const std::string& learner_id) const {
    return anyone || Has(Role::kService) || (Has(Role::kGuardian) && learners.count(learner_id) > 0);
  }
  bool MayReadClassroom(const std::string& classroom_id) const {
    return anyone || Has(Role::kService) || (Has(Role::kTeacher) && classrooms.count(classroom_id) > 0);
  }
  // Services pass on what games report; a game server speaks for its own game, and for none without the
  // claim.
  bool MayReportFor(const std::string& game) const {
    return anyone || Has(Role::kService) || (Has(Role::kGameServer) && !game.empty() && game == game_id);
  }
  // Asking what is next for a learner, and reporting what they did. A game server whose token has the claim
  // `learners` serves these, be it nobody; one without the claim, any.
  bool MayPlayWith(const std::string& learner_id) const {
    return anyone || Has(Role::kService) ||
           (Has(Role::kGameServer) && (!names_learners || learners.count(learner_id) > 0));
  }
};

// Reads the claims `sub`, `roles`, `game`, `learners` and `classrooms` (at most 1,000 each) of a token's
// payload. INVALID_ARGUMENT when one has another type, or a role is unknown.
absl::StatusOr<Caller> CallerOfClaims(std::string_view json);

// Of a call that has reached its handler: its token has been verified (auth.h). `anyone` when the server asks
// for no tokens. Thread-safe.
Caller CallerOf(const grpc::ServerContextBase& context);

}  // namespace yachay::service

#endif  // SERVICE_CALLER_H_
