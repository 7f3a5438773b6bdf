#include "mlflow/mlflow_registry.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "mlflow/mlmodel.h"
#include "models/layout.h"

namespace yachay::mlflow {
namespace {

constexpr char kPage[] = "1000";  // rows of an answer

// All pages of a search.
absl::StatusOr<std::vector<Json>> Search(const Rest& rest, const char* call, const std::string& filter,
                                         const char* list) {
  std::vector<Json> all;
  std::string token;
  do {
    Query query = {{"max_results", kPage}};
    if (!filter.empty()) query.emplace_back("filter", filter);
    if (!token.empty()) query.emplace_back("page_token", token);
    const auto page = rest.Get(call, query);
    if (!page.ok()) return page.status();
    for (Json& item : ListAt(*page, list)) all.push_back(std::move(item));
    token = TextAt(*page, "next_page_token");
  } while (!token.empty());
  return all;
}

absl::Status In(const std::string& where, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(where, ": ", status.message()));
}

}  // namespace

MlflowRegistry::MlflowRegistry(std::string base, HttpOptions options, Clock now)
    : rest_(std::move(base), std::move(options)), now_(std::move(now)) {}

absl::StatusOr<std::vector<std::string>> MlflowRegistry::ListModels() const {
  const auto found = Search(rest_, "registered-models/search", "", "registered_models");
  if (!found.ok()) return found.status();
  std::vector<std::string> names;
  for (const Json& model : *found) {
    const std::string name = TextAt(model, "name");
    if (models::IsPlainName(name) && !ListAt(model, "latest_versions").empty()) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::StatusOr<std::vector<int>> MlflowRegistry::ListVersions(std::string_view model) const {
  if (auto status = models::CheckName("model name", model); !status.ok()) return status;
  const auto found = Search(rest_, "model-versions/search", absl::StrCat("name='", std::string(model), "'"),
                            "model_versions");
  if (!found.ok()) return found.status();
  std::vector<int> versions;
  for (const Json& item : *found) {
    const auto version = models::ParseVersion(TextAt(item, "version"));
    if (version && TextAt(item, "status") == "READY") versions.push_back(*version);
  }
  if (versions.empty()) {
    return absl::NotFoundError(absl::StrCat("no model '", std::string(model), "' in the registry ",
                                            location(), "; register one with: yachay train --model ",
                                            std::string(model), " --registry ", location(),
                                            " --data FILE.csv"));
  }
  std::sort(versions.begin(), versions.end());
  return versions;
}

absl::StatusOr<models::Aliases> MlflowRegistry::ReadAliases(std::string_view model) const {
  if (auto status = models::CheckName("model name", model); !status.ok()) return status;
  const auto found = rest_.Get("registered-models/get", {{"name", std::string(model)}});
  if (absl::IsNotFound(found.status())) return models::Aliases{};
  if (!found.ok()) return found.status();
  models::Aliases aliases;
  for (const Json& item : ListAt(found->value("registered_model", Json::object()), "aliases")) {
    const auto version = models::ParseVersion(TextAt(item, "version"));
    if (version) aliases[TextAt(item, "alias")] = *version;
  }
  return aliases;
}

absl::StatusOr<std::string> MlflowRegistry::FilesOf(const models::VersionRef& ref) const {
  if (auto status = models::CheckName("model name", ref.model); !status.ok()) return status;
  const std::pair key(ref.model, ref.version);
  {
    absl::MutexLock lock(&mutex_);
    if (const auto known = files_.find(key); known != files_.end()) return known->second;
  }
  const auto found = rest_.Get("model-versions/get-download-uri",
                               {{"name", ref.model}, {"version", std::to_string(ref.version)}});
  if (!found.ok()) return found.status();
  absl::MutexLock lock(&mutex_);
  return files_[key] = TextAt(*found, "artifact_uri");
}

absl::StatusOr<std::string> MlflowRegistry::ReadFile(const models::VersionRef& ref,
                                                     std::string_view file) const {
  if (auto status = models::CheckName("file name", file); !status.ok()) return status;
  const auto root = FilesOf(ref);
  if (!root.ok()) return root.status();
  auto content = rest_.ReadArtifact(*root, file);
  if (content.ok()) return content;
  return In(VersionPath(ref), content.status());
}

std::string MlflowRegistry::VersionPath(const models::VersionRef& ref) const {
  return absl::StrCat(location(), "/#/models/", ref.model, "/versions/", ref.version);
}

absl::StatusOr<models::Manifest> MlflowRegistry::DeriveManifest(const models::VersionRef& ref) const {
  const auto text = ReadFile(ref, "MLmodel");
  if (!text.ok()) return text.status();
  auto manifest = ReadMlmodel(*text);
  if (!manifest.ok()) return In(VersionPath(ref), manifest.status());
  const auto file = ReadFile(ref, manifest->model_file);
  if (!file.ok()) return file.status();
  if (auto status = FitToModel(*file, *manifest); !status.ok()) {
    return In(absl::StrCat(VersionPath(ref), "/", manifest->model_file), status);
  }
  return manifest;
}

absl::StatusOr<models::Manifest> MlflowRegistry::ReadManifest(const models::VersionRef& ref) const {
  const auto text = ReadFile(ref, models::kManifestFile);
  if (!text.ok() && !absl::IsNotFound(text.status())) return text.status();
  const std::string where = absl::StrCat(VersionPath(ref), "/", models::kManifestFile);
  auto manifest = text.ok() ? models::ManifestFromJson(*text, where) : DeriveManifest(ref);
  if (!manifest.ok()) return text.ok() ? absl::DataLossError(manifest.status().message()) : manifest.status();
  if (text.ok() && manifest->name != ref.model) {
    return absl::DataLossError(absl::StrCat(where, ": says it is ", manifest->name));
  }
  manifest->name = ref.model;
  manifest->version = ref.version;  // MLflow gives the number after the files are written
  return manifest;
}

absl::StatusOr<std::vector<models::GoldenRow>> MlflowRegistry::ReadGolden(
    const models::VersionRef& ref) const {
  const auto text = ReadFile(ref, models::kGoldenFile);
  if (absl::IsNotFound(text.status())) {
    const auto manifest = ReadManifest(ref);
    if (!manifest.ok()) return manifest.status();
    if (!manifest->golden_rows) return std::vector<models::GoldenRow>{};
  }
  if (!text.ok()) return text.status();
  auto rows = models::GoldenFromJson(*text, absl::StrCat(VersionPath(ref), "/", models::kGoldenFile));
  if (!rows.ok()) return absl::DataLossError(rows.status().message());
  return rows;
}

}  // namespace yachay::mlflow
