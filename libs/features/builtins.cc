#include "features/builtins.h"

#include <vector>

namespace yachay::features {

absl::Span<const Builtin> Builtins() {
  static const auto* const all = [] {
    auto* list = new std::vector<Builtin>;
    for (const auto table : {TracerBuiltins(), ContextBuiltins(), RewardsBuiltins()}) {
      list->insert(list->end(), table.begin(), table.end());
    }
    return list;
  }();
  return *all;
}

const Builtin* FindBuiltin(std::string_view view, std::string_view name) {
  for (const Builtin& builtin : Builtins()) {
    if (builtin.view == view && builtin.name == name) return &builtin;
  }
  return nullptr;
}

}  // namespace yachay::features
