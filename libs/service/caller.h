// Who calls: what the bearer token of a call says. Access by row is decided from it.
#ifndef SERVICE_CALLER_H_
#define SERVICE_CALLER_H_

#include <set>
#include <string>

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace yachay::service {

enum class Role { kGameServer, kService, kTeacher, kGuardian, kCreator, kData, kOperator };

struct Caller {
  bool anyone = false;  // No tokens are asked for (loopback): nothing is refused.
  std::string subject;  // A pseudonym; never logged.
  std::set<Role> roles;
  std::string game_id;               // Of a game server: it reads and writes its own learners only.
  std::set<std::string> learners;    // Of a guardian: their children.
  std::set<std::string> classrooms;  // Of a teacher.

  bool Has(Role role) const { return anyone || roles.count(role) > 0; }
  bool MayReadLearner(const std::string& learner_id) const {
    return anyone || Has(Role::kService) || (Has(Role::kGuardian) && learners.count(learner_id) > 0);
  }
  bool MayReadClassroom(const std::string& classroom_id) const {
    return anyone || Has(Role::kService) || (Has(Role::kTeacher) && classrooms.count(classroom_id) > 0);
  }
};

// Of the call; `anyone` when the server asks for no tokens. Thread-safe.
Caller CallerOf(const grpc::ServerContextBase& context);

}  // namespace yachay::service

#endif  // SERVICE_CALLER_H_
