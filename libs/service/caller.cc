#include "service/caller.h"

#include <grpcpp/server_context.h>

namespace yachay::service {

Caller CallerOf(const grpc::ServerContextBase& context) {
  Caller caller;
  const auto transport = context.auth_context()->FindPropertyValues("transport_security_type");
  caller.anyone = transport.empty() || transport.front() == "insecure";
  if (!caller.anyone) caller.roles.insert(Role::kService);  // The deployment's token has been checked.
  return caller;
}

}  // namespace yachay::service
