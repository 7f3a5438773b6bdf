// Who may call what, by role: proto/access.yaml. An RPC without a line is refused to everybody.
#ifndef SERVICE_ACCESS_TABLE_H_
#define SERVICE_ACCESS_TABLE_H_

#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "service/caller.h"

namespace yachay::service {

class AccessTable {
 public:
  // INVALID_ARGUMENT with the line of an unknown role, a name that is no RPC or one that is there twice.
  static absl::StatusOr<AccessTable> Parse(const std::string& yaml);
  // proto/access.yaml, compiled in.
  static const AccessTable& Default();

  // `rpc` as on the wire: /package.Service/Method.
  bool Allows(const std::string& rpc, const Caller& caller) const;
  // By RPC, as on the wire.
  const std::map<std::string, std::set<Role>>& rows() const { return rows_; }

 private:
  std::map<std::string, std::set<Role>> rows_;
};

}  // namespace yachay::service

#endif  // SERVICE_ACCESS_TABLE_H_
