#include "service/caller.h"

#include <grpcpp/server_context.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "service/auth.h"

namespace yachay::service {
namespace {

constexpr size_t kLongestList = 1000;
constexpr std::array<std::pair<const char*, Role>, 7> kRoles = {{{"game-server", Role::kGameServer},
                                                                 {"service", Role::kService},
                                                                 {"teacher", Role::kTeacher},
                                                                 {"guardian", Role::kGuardian},
                                                                 {"creator", Role::kCreator},
                                                                 {"data", Role::kData},
                                                                 {"operator", Role::kOperator}}};

absl::Status ReadText(const nlohmann::json& claims, const char* name, std::string* text) {
  const auto claim = claims.find(name);
  if (claim == claims.end()) return absl::OkStatus();
  if (!claim->is_string()) return absl::InvalidArgumentError(absl::StrCat("claim ", name, ": expected text"));
  *text = claim->get<std::string>();
  return absl::OkStatus();
}

absl::Status ReadSet(const nlohmann::json& claims, const char* name, std::set<std::string>* values) {
  const auto claim = claims.find(name);
  if (claim == claims.end()) return absl::OkStatus();
  if (!claim->is_array() || claim->size() > kLongestList) {
    return absl::InvalidArgumentError(absl::StrCat("claim ", name, ": expected a list of at most 1,000"));
  }
  for (const auto& item : *claim) {
    if (!item.is_string())
      return absl::InvalidArgumentError(absl::StrCat("claim ", name, ": expected texts"));
    values->insert(item.get<std::string>());
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<Role> RoleOf(std::string_view name) {
  for (const auto& [known, role] : kRoles) {
    if (name == known) return role;
  }
  return std::nullopt;
}

absl::StatusOr<Caller> CallerOfClaims(std::string_view json) {
  const auto claims = nlohmann::json::parse(json, nullptr, false);
  if (!claims.is_object()) return absl::InvalidArgumentError("a token's payload is a JSON object");
  Caller caller;
  std::set<std::string> roles;
  absl::Status status = ReadText(claims, "sub", &caller.subject);
  status.Update(ReadText(claims, "game", &caller.game_id));
  status.Update(ReadSet(claims, "roles", &roles));
  status.Update(ReadSet(claims, "learners", &caller.learners));
  caller.names_learners = claims.contains("learners");
  status.Update(ReadSet(claims, "classrooms", &caller.classrooms));
  if (!status.ok()) return status;
  for (const std::string& name : roles) {
    const auto role = RoleOf(name);
    if (!role) return absl::InvalidArgumentError("claim roles: a role that is not known");
    caller.roles.insert(*role);
  }
  return caller;
}

Caller CallerOf(const grpc::ServerContextBase& context) {
  if (context.auth_context()->FindPropertyValues(kTokensAreChecked).empty()) {
    Caller caller;
    caller.anyone = true;
    return caller;
  }
  const auto shown = context.client_metadata().find(kAuthorization);
  if (shown == context.client_metadata().end()) return {};
  const auto payload = PayloadOf(TokenOf(std::string_view(shown->second.data(), shown->second.size())));
  if (!payload.ok()) return {};
  auto caller = CallerOfClaims(*payload);
  return caller.ok() ? *std::move(caller) : Caller{};
}

}  // namespace yachay::service
