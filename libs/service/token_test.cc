#include <fstream>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/access_table.h"
#include "service/token_signer.h"
#include "service/token_verifier.h"
#include "testing/catch.h"

namespace yachay::service {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

nlohmann::json Claims() {
  return {{"iss", "school"},   {"aud", "yachay"},      {"exp", absl::ToUnixSeconds(kNow) + 600},
          {"sub", "person-1"}, {"roles", {"teacher"}}, {"classrooms", {"c-1"}}};
}

struct Bench {
  Bench() : key(*MakeSigningKey("k1")) {
    Write(key.public_jwks);
    auto created = TokenVerifier::Create(
        {.keys_file = "jwks.json", .issuer = "school", .audience = "yachay", .now = [this] { return now; }});
    REQUIRE(created.ok());
    verifier = *std::move(created);
  }
  static void Write(const std::string& text) { std::ofstream("jwks.json") << text; }
  std::string Sign(const nlohmann::json& claims) const { return *SignToken(key.private_jwk, claims.dump()); }
  absl::Status Try(const std::string& token) { return verifier->Verify(token).status(); }

  SigningKey key;
  absl::Time now = kNow;
  std::unique_ptr<TokenVerifier> verifier;
};

std::string Encode(const nlohmann::json& json) { return absl::WebSafeBase64Escape(json.dump()); }

TEST_CASE("a good token says who calls") {
  Bench bench;
  const auto caller = bench.verifier->Verify(bench.Sign(Claims()));
  REQUIRE(caller.ok());
  CHECK((*caller)->Has(Role::kTeacher));
  CHECK((*caller)->MayReadClassroom("c-1"));
  CHECK_FALSE((*caller)->MayReadClassroom("c-2"));
  CHECK_FALSE((*caller)->MayReadLearner("l-1"));
  CHECK_FALSE((*caller)->Has(Role::kService));
}

TEST_CASE("expired, early, wrong issuer, wrong audience, unknown role: refused") {
  Bench bench;
  auto with = [&](const char* name, const nlohmann::json& value) {
    auto claims = Claims();
    claims[name] = value;
    return bench.Try(bench.Sign(claims));
  };
  CHECK(absl::IsUnauthenticated(with("exp", absl::ToUnixSeconds(kNow) - 31)));
  CHECK(with("exp", absl::ToUnixSeconds(kNow) - 29).ok());
  CHECK(absl::IsUnauthenticated(with("exp", nullptr)));
  CHECK(absl::IsUnauthenticated(with("nbf", absl::ToUnixSeconds(kNow) + 31)));
  CHECK(absl::IsUnauthenticated(with("iss", "another")));
  CHECK(absl::IsUnauthenticated(with("aud", "another")));
  CHECK(with("aud", {"x", "yachay"}).ok());
  CHECK(absl::IsUnauthenticated(with("roles", {"headmaster"})));
  CHECK(absl::IsUnauthenticated(with("roles", "teacher")));
  CHECK(absl::IsUnauthenticated(with("classrooms", std::vector<std::string>(1001, "c"))));
}

TEST_CASE("a token that was known is refused once it has expired") {
  Bench bench;
  const std::string token = bench.Sign(Claims());
  REQUIRE(bench.Try(token).ok());
  bench.now = kNow + absl::Seconds(631);
  CHECK(absl::IsUnauthenticated(bench.Try(token)));
}

TEST_CASE("forged tokens are refused") {
  Bench bench;
  const std::string good = bench.Sign(Claims());
  const std::vector<std::string> parts = absl::StrSplit(good, '.');
  auto claims = Claims();
  claims["roles"] = {"operator"};
  CHECK(absl::IsUnauthenticated(bench.Try(absl::StrCat(parts[0], ".", Encode(claims), ".", parts[2]))));
  const std::string none = Encode({{"alg", "none"}, {"kid", "k1"}});
  CHECK(absl::IsUnauthenticated(bench.Try(absl::StrCat(none, ".", parts[1], "."))));
  CHECK(absl::IsUnauthenticated(bench.Try(absl::StrCat(none, ".", parts[1], ".", parts[2]))));
  const std::string hmac = Encode({{"alg", "HS256"}, {"kid", "k1"}});
  CHECK(absl::IsUnauthenticated(bench.Try(absl::StrCat(hmac, ".", parts[1], ".", parts[2]))));
  const auto stranger = *MakeSigningKey("k1");  // The same name, another key.
  CHECK(absl::IsUnauthenticated(bench.Try(*SignToken(stranger.private_jwk, Claims().dump()))));
  const auto unknown = *MakeSigningKey("k2");
  CHECK(absl::IsUnauthenticated(bench.Try(*SignToken(unknown.private_jwk, Claims().dump()))));
  for (const std::string junk : {"", ".", "..", "a.b.c", "Bearer", std::string(9000, 'a').c_str()}) {
    CHECK(absl::IsUnauthenticated(bench.Try(junk)));
  }
}

TEST_CASE("changed keys are taken up; broken ones leave those before in force") {
  Bench bench;
  const std::string old_token = bench.Sign(Claims());
  REQUIRE(bench.Try(old_token).ok());
  Bench::Write("{");
  bench.now += absl::Seconds(11);
  CHECK(bench.Try(old_token).ok());
  const auto next = *MakeSigningKey("k2");
  Bench::Write(next.public_jwks);
  bench.now += absl::Seconds(11);
  CHECK(absl::IsUnauthenticated(bench.Try(old_token)));
  CHECK(bench.Try(*SignToken(next.private_jwk, Claims().dump())).ok());
}

TEST_CASE("key sets that are none are refused with what is wrong") {
  for (const char* wrong :
       {"", "[]", "{}", R"({"keys":[]})", R"({"keys":[{}]})", R"({"keys":[{"kid":"a","alg":"HS256"}]})",
        R"({"keys":[{"kid":"a","alg":"RS256","kty":"EC"}]})", R"({"keys":[7]})"}) {
    CHECK(absl::IsInvalidArgument(TokenKeys::Parse(wrong).status()));
  }
}

TEST_CASE("the table refuses what it does not name, and mistakes in it are told by line") {
  const auto table = AccessTable::Parse("# roles\na.B/C: [teacher, data]\n");
  REQUIRE(table.ok());
  Caller teacher{.roles = {Role::kTeacher}}, guardian{.roles = {Role::kGuardian}};
  CHECK(table->Allows("/a.B/C", teacher));
  CHECK_FALSE(table->Allows("/a.B/C", guardian));
  CHECK_FALSE(table->Allows("/a.B/D", teacher));
  CHECK(AccessTable::Parse("a.B/C: [data]\na.B/D: [boss]").status().message().find("access.yaml:2") == 0);
  CHECK(absl::IsInvalidArgument(AccessTable::Parse("a.B/C: data").status()));
  CHECK(absl::IsInvalidArgument(AccessTable::Parse("a.B: [data]").status()));
  CHECK(absl::IsInvalidArgument(AccessTable::Parse("- a").status()));
  CHECK_FALSE(AccessTable::Default().rows().empty());
}

}  // namespace
}  // namespace yachay::service
