#include "adapters/registry_references.h"

#include <filesystem>
#include <fstream>

#include "models/folder_registry.h"
#include "testing/catch.h"

namespace yachay::drift_monitor {
namespace {

void Write(const std::string& folder, const std::string& text) {
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/reference.json") << text;
}

TEST_CASE("A reference is found once its version is there, then kept") {
  std::filesystem::remove_all("registry");
  const models::FolderRegistry registry("registry");
  absl::Time now = absl::UnixEpoch();
  RegistryReferences references(registry, [&now] { return now; });
  CHECK(references.Find("engagement", 2).status().code() == absl::StatusCode::kNotFound);
  const auto written = drift::Reference::FromColumns(
      {{.name = "Age", .kind = drift::ColumnKind::kNumber, .numbers = {1, 2}, .categories = {}}});
  Write("registry/engagement/versions/2", written->ToJson());
  CHECK_FALSE(references.Find("engagement", 2).ok());  // every row asks: not looked for at once again
  now += absl::Seconds(10);
  const auto found = references.Find("engagement", 2);
  REQUIRE(found.ok());
  CHECK((*found)->ToJson() == written->ToJson());
  std::filesystem::remove_all("registry");
  CHECK(references.Find("engagement", 2).ok());
}

TEST_CASE("A reference that is cut off is named by its path") {
  const models::FolderRegistry registry("registry-broken");
  RegistryReferences references(registry);
  Write("registry-broken/engagement/versions/1", "{\"format\":");
  const absl::Status status = references.Find("engagement", 1).status();
  CHECK(status.code() == absl::StatusCode::kDataLoss);
  CHECK(std::string(status.message()).find("engagement/versions/1/reference.json") != std::string::npos);
  CHECK(references.Find("../up", 1).status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(references.Find("engagement", uint64_t{1} << 40).status().code() == absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace yachay::drift_monitor
