#include <cjose/cjose.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "service/access_table.h"
#include "service/metrics.h"
#include "service/refusal.h"
#include "service/token_signer.h"
#include "service/token_verifier.h"
#include "testing/catch.h"

namespace yachay::service {
namespace {

using nlohmann::json;

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

json Claims() {
  return {{"iss", "school"},   {"aud", "yachay"},      {"exp", absl::ToUnixSeconds(kNow) + 600},
          {"sub", "person-1"}, {"roles", {"teacher"}}, {"classrooms", {"c-1"}}};
}

struct Bench {
  Bench() : key(*MakeSigningKey("k1")) {
    Write(key.public_jwks);
    auto created = TokenVerifier::Create(
        {.keys_file = "jwks.json", .issuer = "school", .audience = "yachay", .now = [this] { return now; }},
        metrics);
    REQUIRE(created.ok());
    verifier = *std::move(created);
  }
  static void Write(const std::string& text) { std::ofstream("jwks.json") << text; }
  std::string Sign(const json& claims) const { return *SignToken(key.private_jwk, claims.dump()); }
  absl::Status Try(const std::string& token) { return verifier->Verify(token).status(); }

  bool Tells(const std::string& line) {
    return absl::StrContains(metrics.Scrape(), absl::StrCat("\n", line, "\n"));
  }

  SigningKey key;
  absl::Time now = kNow;
  Metrics metrics;
  std::unique_ptr<TokenVerifier> verifier;
};

std::string SetOf(const json& keys) { return json{{"keys", keys}}.dump(); }

json RsaKey(int bits) {
  cjose_jwk_t* jwk = cjose_jwk_create_RSA_random(static_cast<size_t>(bits), nullptr, 0, nullptr);
  REQUIRE(jwk != nullptr);
  char* text = cjose_jwk_to_json(jwk, false, nullptr);
  json key = json::parse(text);
  cjose_get_dealloc()(text);
  cjose_jwk_release(jwk);
  key["kid"] = "rsa";
  key["alg"] = "RS256";
  return key;
}

std::string Encode(const json& part) { return absl::WebSafeBase64Escape(part.dump()); }

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

TEST_CASE("a game server plays with anybody, or with those alone whom its token names") {
  const auto caller_of = [](const json& claims) { return *CallerOfClaims(claims.dump()); };
  const Caller any = caller_of({{"roles", {"game-server"}}});
  const Caller some = caller_of({{"roles", {"game-server"}}, {"learners", {"l-1"}}});
  const Caller none = caller_of({{"roles", {"game-server"}}, {"learners", json::array()}});
  const Caller guardian = caller_of({{"roles", {"guardian"}}, {"learners", {"l-1"}}});
  CHECK((any.MayPlayWith("l-1") && any.MayPlayWith("l-2")));
  CHECK((some.MayPlayWith("l-1") && !some.MayPlayWith("l-2")));
  CHECK_FALSE(none.MayPlayWith("l-1"));
  CHECK_FALSE(guardian.MayPlayWith("l-1"));
  CHECK_FALSE(some.MayReadLearner("l-1"));  // progress is for guardians
  CHECK(caller_of({{"roles", {"service"}}, {"learners", json::array()}}).MayPlayWith("l-1"));
}

TEST_CASE("expired, early, wrong issuer, wrong audience, unknown role: refused") {
  Bench bench;
  auto with = [&](const char* name, const json& value) {
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

TEST_CASE("each refusal has its reason, and nothing of the token in its message") {
  Bench bench;
  const auto why = [&](const std::string& token) { return ReasonOf(bench.Try(token)); };
  const auto with = [&](const char* name, const json& value) {
    auto claims = Claims();
    claims[name] = value;
    return why(bench.Sign(claims));
  };
  CHECK(with("exp", absl::ToUnixSeconds(kNow) - 31) == refusal::kExpired);
  CHECK(with("exp", "never") == refusal::kBadClaims);
  CHECK(with("nbf", absl::ToUnixSeconds(kNow) + 31) == refusal::kNotYetValid);
  CHECK(with("iss", 7) == refusal::kWrongIssuer);
  CHECK(with("aud", "another") == refusal::kWrongAudience);
  CHECK(with("game", 7) == refusal::kBadClaims);
  CHECK(why("junk") == refusal::kMalformed);
  CHECK(why(*SignToken(MakeSigningKey("k2")->private_jwk, Claims().dump())) == refusal::kUnknownKey);
  CHECK(why(*SignToken(MakeSigningKey("k1")->private_jwk, Claims().dump())) == refusal::kBadSignature);
  const std::vector<std::string> parts = absl::StrSplit(bench.Sign(Claims()), '.');
  const std::string rsa = Encode({{"alg", "RS256"}, {"kid", "k1"}});
  CHECK(why(absl::StrCat(rsa, ".", parts[1], ".", parts[2])) == refusal::kWrongAlgorithm);
  CHECK(ReasonOf(absl::OkStatus()).empty());
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
  for (const auto& junk :
       std::vector<std::string>{"", ".", "..", "a.b.c", "Bearer", std::string(9000, 'a')}) {
    CHECK(absl::IsUnauthenticated(bench.Try(junk)));
  }
}

// cjose 0.6 asserts that there are no such texts.
TEST_CASE("text that is not base64url ends no process, wherever it stands") {
  Bench bench;
  const std::string token = bench.Sign(Claims());
  for (size_t part = 0; part < 3; ++part) {
    std::vector<std::string> parts = absl::StrSplit(token, '.');
    while (parts[part].size() % 4 != 1) parts[part] += "A";
    for (const char* end : {"", "=", "*AAA", "\xCB\xAF="}) {
      std::vector<std::string> broken = parts;
      broken[part] += end;
      CHECK(ReasonOf(bench.Try(absl::StrJoin(broken, "."))) == refusal::kMalformed);
    }
  }
  json keys = json::parse(bench.key.public_jwks);
  for (const char* member : {"x", "y"}) {
    for (const char* wrong : {"A", "AAAAA", "A=", "AAAAA\xC3\xA1", "AAA="}) {
      json key = keys["keys"][0];
      key[member] = wrong;
      CHECK(absl::IsInvalidArgument(TokenKeys::Parse(SetOf({key})).status()));
    }
  }
}

TEST_CASE("changed keys are taken up; broken ones leave those before in force") {
  Bench bench;
  const std::string old_token = bench.Sign(Claims());
  REQUIRE(bench.Try(old_token).ok());
  for (const char* broken :
       {"{", R"({"keys":[{"kid":7,"alg":"ES256"}]})", R"({"keys":[{"kid":"a","alg":7}]})"}) {
    Bench::Write(broken);
    bench.now += absl::Seconds(11);
    CHECK(bench.Try(old_token).ok());
  }
  CHECK(bench.Tells("yachay_token_keys_refused_total 3"));
  CHECK(bench.Tells("yachay_token_keys{state=\"usable\"} 1"));
  const auto next = *MakeSigningKey("k2");
  Bench::Write(next.public_jwks);
  bench.now += absl::Seconds(11);
  CHECK(absl::IsUnauthenticated(bench.Try(old_token)));
  CHECK(bench.Try(*SignToken(next.private_jwk, Claims().dump())).ok());
}

TEST_CASE("key sets without a usable key are refused with what is wrong") {
  for (const char* wrong :
       {"", "[]", "{}", R"({"keys":[]})", R"({"keys":[{}]})", R"({"keys":[{"kid":"a","alg":"HS256"}]})",
        R"({"keys":[{"kid":"a","alg":"RS256","kty":"EC"}]})", R"({"keys":[7]})", R"({"keys":{"kid":"a"}})",
        R"({"keys":[{"kid":7,"alg":"ES256","kty":"EC"}]})", R"({"keys":[{"kid":"a","alg":null}]})",
        R"({"keys":[{"kid":"a","alg":["ES256"],"kty":"EC"}]})",
        R"({"keys":[{"kid":"a","kty":"oct","k":"AA"}]})",
        R"({"keys":[{"kid":"a","kty":"EC","crv":256,"x":"AA","y":"AA"}]})"}) {
    INFO(wrong);
    CHECK(absl::IsInvalidArgument(TokenKeys::Parse(wrong).status()));
  }
}

TEST_CASE("a member of a key that has another type makes that key unusable") {
  const json good = json::parse(MakeSigningKey("k1")->public_jwks)["keys"][0];
  for (const char* member : {"kid", "alg", "kty", "crv", "x", "y", "use", "key_ops"}) {
    for (const json& value : {json(7), json(nullptr), json::object(), json::array({1}), json(true)}) {
      json key = good;
      key[member] = value;
      INFO(key.dump());
      CHECK(absl::IsInvalidArgument(TokenKeys::Parse(SetOf(json::array({key}))).status()));
    }
  }
}

TEST_CASE("keys that are not for verifying such tokens are passed over and told, as RFC 7517 asks") {
  const auto mine = *MakeSigningKey("k1");
  const json good = json::parse(mine.public_jwks)["keys"][0];
  const json set = {
      good,
      {{"kid", "enc"}, {"kty", "RSA"}, {"alg", "RSA-OAEP"}, {"use", "enc"}, {"n", "AQAB"}, {"e", "AQAB"}},
      {{"kid", "ed"}, {"kty", "OKP"}, {"crv", "Ed25519"}, {"alg", "EdDSA"}, {"x", "AAAA"}},
      {{"kid", "p384"}, {"kty", "EC"}, {"crv", "P-384"}, {"x", "AAAA"}, {"y", "AAAA"}},
      {{"kid", "k1"}, {"kty", "EC"}, {"crv", "P-256"}, {"x", good["x"]}, {"y", good["y"]}},
      {{"kid", "new"}, {"kty", "LATTICE"}},
      "no object"};
  const auto keys = TokenKeys::Parse(SetOf(set));
  REQUIRE(keys.ok());
  CHECK((*keys)->usable() == 1);
  CHECK((*keys)->passed_over().size() == 6);
  CHECK((*keys)->passed_over()[0].find("enc: use") == 0);
  CHECK((*keys)->passed_over()[3].find("k1: kid") == 0);
  CHECK((*keys)->Verify(*SignToken(mine.private_jwk, "{}")).ok());
}

TEST_CASE("a key without alg is taken for the one that its kind has here") {
  const auto mine = *MakeSigningKey("k1");
  json key = json::parse(mine.public_jwks)["keys"][0];
  key.erase("alg");
  const auto keys = TokenKeys::Parse(SetOf(json::array({key})));
  REQUIRE(keys.ok());
  CHECK((*keys)->Verify(*SignToken(mine.private_jwk, "{}")).ok());
}

TEST_CASE("an RSA key of 2048 bits is taken, a shorter one is not") {
  for (const int bits : {2048, 1024}) {
    json key = RsaKey(bits);
    INFO(bits);
    CHECK(TokenKeys::Parse(SetOf(json::array({key}))).ok() == (bits == 2048));
    key.erase("alg");
    CHECK(TokenKeys::Parse(SetOf(json::array({key}))).ok() == (bits == 2048));
    key["alg"] = "RS512";
    CHECK(absl::IsInvalidArgument(TokenKeys::Parse(SetOf(json::array({key}))).status()));
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
