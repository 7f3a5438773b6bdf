#include "mlflow/authorization.h"

#include <cstdlib>
#include <fstream>

#include "mlflow/answers_fixture.h"
#include "mlflow/open_registry.h"

namespace yachay::mlflow {
namespace {

constexpr char kEmptyList[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";

// Variables of this process, and of nothing else, until the end.
class Environment {
 public:
  explicit Environment(std::vector<std::pair<const char*, std::string>> variables)
      : variables_(std::move(variables)) {
    for (const auto& [name, value] : variables_) setenv(name, value.c_str(), 1);
  }
  ~Environment() {
    for (const auto& [name, value] : variables_) unsetenv(name);
  }

 private:
  const std::vector<std::pair<const char*, std::string>> variables_;
};

std::string File(const std::string& content) {
  const std::string path = "authorization_test.secret";
  std::ofstream(path) << content;
  return path;
}

bool Shows(const std::string& request, const std::string& value) {
  return request.find("Authorization: " + value + "\r\n") != std::string::npos;
}

TEST_CASE("a token's file is read for every call: a new token needs no restart") {
  const Environment environment({{"MLFLOW_TRACKING_TOKEN_FILE", File("first\n")}});
  Answers server({kEmptyList, kEmptyList});
  const auto registry = OpenRegistry(server.base());
  REQUIRE(registry.ok());
  CHECK((*registry)->ListModels().ok());
  File("second");
  CHECK((*registry)->ListModels().ok());
  const auto& requests = server.Stop();
  REQUIRE(requests.size() == 2);
  CHECK(Shows(requests[0], "Bearer first"));
  CHECK(Shows(requests[1], "Bearer second"));
}

TEST_CASE("user and password file make basic authorization") {
  const Environment environment(
      {{"MLFLOW_TRACKING_USERNAME", "yachay"}, {"MLFLOW_TRACKING_PASSWORD_FILE", File("open sesame\n")}});
  Answers server({kEmptyList});
  CHECK((*OpenRegistry(server.base()))->ListModels().ok());
  CHECK(Shows(server.Stop().at(0), "Basic eWFjaGF5Om9wZW4gc2VzYW1l"));
}

TEST_CASE("nothing set: nothing shown") {
  Answers server({kEmptyList});
  CHECK((*OpenRegistry(server.base()))->ListModels().ok());
  CHECK(server.Stop().at(0).find("Authorization") == std::string::npos);
}

TEST_CASE("a file that is away or holds more than a line is named, and nothing of it shown") {
  const std::string bad = File("secret\r\nX-Other: header");
  for (const std::string& path : {std::string("no/such/file"), bad}) {
    for (const char* variable : {"MLFLOW_TRACKING_TOKEN_FILE", "MLFLOW_TRACKING_PASSWORD_FILE"}) {
      const Environment environment({{"MLFLOW_TRACKING_USERNAME", "yachay"}, {variable, path}});
      const auto registry = OpenRegistry("http://127.0.0.1:1");
      INFO(registry.status().ToString());
      CHECK(absl::IsInvalidArgument(registry.status()));
      CHECK(registry.status().message().find(variable) != absl::string_view::npos);
      CHECK(registry.status().message().find("secret\r") == absl::string_view::npos);
    }
  }
}

TEST_CASE("a file that goes away later fails the call, and comes back with it") {
  const Environment environment({{"MLFLOW_TRACKING_TOKEN_FILE", File("token")}});
  Answers server({kEmptyList});
  const auto registry = OpenRegistry(server.base());
  REQUIRE(registry.ok());
  std::remove("authorization_test.secret");
  CHECK(absl::IsUnavailable((*registry)->ListModels().status()));
  File("token");
  CHECK((*registry)->ListModels().ok());
}

}  // namespace
}  // namespace yachay::mlflow
