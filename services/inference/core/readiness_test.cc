#include "core/readiness.h"

#include "core/registry_follower.h"
#include "fixture/model_fixture.h"
#include "testing/catch.h"

namespace yachay::inference {
namespace {

TEST_CASE("a process is ready once what it was asked for serves") {
  models::FolderRegistry registry = NewRegistry();
  ModelStore store;
  RegistryFollower follower({}, registry, store, {});
  CHECK_FALSE(CheckReady(store, {}, "DIR").ok());
  const absl::Status none = CheckReady(store, {"engagement"}, "DIR");
  CHECK(none.code() == absl::StatusCode::kUnavailable);
  CHECK(none.message().find("\"engagement\"") != std::string::npos);
  CHECK(none.message().find("DIR") != std::string::npos);

  Promote(registry, XgboostModel(3, 2, 5).Candidate("engagement"));
  follower.Poll(absl::FromUnixSeconds(0));
  CHECK(CheckReady(store, {}, "DIR").ok());
  CHECK(CheckReady(store, {"engagement"}, "DIR").ok());
  CHECK_FALSE(CheckReady(store, {"engagement", "success"}, "DIR").ok());
}

TEST_CASE("a refused champion is no readiness, and the reason is told") {
  models::FolderRegistry registry = NewRegistry();
  ModelStore store;
  RegistryFollower follower({}, registry, store, {});
  const models::VersionRef ref = Promote(registry, XgboostModel(3, 2, 5).Candidate("engagement"));
  Overwrite(registry, ref, "golden.json", "[]");
  follower.Poll(absl::FromUnixSeconds(0));
  const absl::Status any = CheckReady(store, {}, "DIR");
  CHECK_FALSE(any.ok());
  CHECK(any.message().find("golden.json") != std::string::npos);
}

}  // namespace
}  // namespace yachay::inference
