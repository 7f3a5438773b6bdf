#include "core/readiness.h"

#include "absl/strings/str_cat.h"

namespace yachay::inference {
namespace {

absl::Status NotReady(absl::string_view why, const std::string& registry) {
  return absl::UnavailableError(absl::StrCat(why, " (watching ", registry, ")"));
}

// A registry that cannot be read explains more than a model that is not there.
std::string Why(const ModelStore& store, const std::string& model, const absl::Status& status) {
  const auto snapshot = store.Current();
  const auto unreadable = snapshot->unreadable.find(model);
  return unreadable == snapshot->unreadable.end() ? std::string(status.message()) : unreadable->second;
}

// OK when any model serves, else why the last that was tried does not.
absl::Status AnyServes(const ModelStore& store) {
  absl::Status status =
      absl::NotFoundError("no model in the registry has a champion: run `yachay train` into it");
  for (const auto& [model, aliases] : store.Current()->serving) {
    status = store.Find({.model = model, .alias = "champion"}).status();
    if (status.ok()) break;
  }
  return status;
}

}  // namespace

absl::Status CheckReady(const ModelStore& store, const std::vector<std::string>& models,
                        const std::string& registry) {
  for (const std::string& model : models) {
    const absl::Status status = store.Find({.model = model, .alias = "champion"}).status();
    if (!status.ok()) return NotReady(Why(store, model, status), registry);
  }
  if (!models.empty()) return absl::OkStatus();
  const absl::Status any = AnyServes(store);
  return any.ok() ? any : NotReady(Why(store, "", any), registry);
}

}  // namespace yachay::inference
