#include "service/access_table.h"

#include <yaml-cpp/yaml.h>

#include "absl/strings/str_cat.h"
#include "service/default_access.h"

namespace yachay::service {
namespace {

absl::Status Wrong(const YAML::Node& at, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("access.yaml:", at.Mark().line + 1, ": ", what));
}

absl::StatusOr<std::set<Role>> RolesOf(const YAML::Node& list) {
  if (!list.IsSequence()) return Wrong(list, "expected a list of roles");
  std::set<Role> roles;
  for (const YAML::Node& item : list) {
    const auto role = RoleOf(item.as<std::string>(""));
    if (!role) return Wrong(item, absl::StrCat("no role '", item.as<std::string>(""), "'"));
    roles.insert(*role);
  }
  return roles;
}

}  // namespace

absl::StatusOr<AccessTable> AccessTable::Parse(const std::string& yaml) {
  AccessTable table;
  YAML::Node document;
  try {
    document = YAML::Load(yaml);
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(absl::StrCat("access.yaml: ", error.what()));
  }
  if (!document.IsMap()) return Wrong(document, "expected RPC: [roles]");
  for (const auto& row : document) {
    const auto name = row.first.as<std::string>("");
    if (name.find('/') == std::string::npos) return Wrong(row.first, absl::StrCat("no RPC '", name, "'"));
    auto roles = RolesOf(row.second);
    if (!roles.ok()) return roles.status();
    if (!table.rows_.emplace(absl::StrCat("/", name), *std::move(roles)).second) {
      return Wrong(row.first, absl::StrCat(name, " is there twice"));
    }
  }
  return table;
}

const AccessTable& AccessTable::Default() {
  static const AccessTable table = [] {
    auto parsed = Parse(kDefaultAccess);
    return parsed.ok() ? *std::move(parsed) : AccessTable();  // A broken table refuses all; a test reads it.
  }();
  return table;
}

bool AccessTable::Allows(const std::string& rpc, const Caller& caller) const {
  const auto row = rows_.find(rpc);
  if (row == rows_.end()) return false;
  if (caller.anyone) return true;
  for (const Role role : row->second) {
    if (caller.roles.count(role) > 0) return true;
  }
  return false;
}

}  // namespace yachay::service
