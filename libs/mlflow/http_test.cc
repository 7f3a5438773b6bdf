#include "mlflow/http.h"

#include "mlflow/answers_fixture.h"

namespace yachay::mlflow {
namespace {

HttpOptions Quick() { return {.backoff = absl::Milliseconds(1)}; }

TEST_CASE("a call that may be repeated is tried again after a 503 and after a break") {
  Answers server({kBusy, kCut, kOk});
  const HttpClient client(Quick());
  const auto answer = client.Send({.method = "GET", .url = server.url(), .repeatable = true});
  REQUIRE(answer.ok());
  CHECK(answer->status == 200);
  CHECK(answer->body == "hello");
  CHECK(server.Stop().size() == 3);
}

TEST_CASE("the last 503 is the answer, and a call that may not be repeated is made once") {
  Answers server({kBusy, kBusy, kBusy, kBusy, kCut});
  const HttpClient client(Quick());
  CHECK(client.Send({.method = "GET", .url = server.url(), .repeatable = true})->status == 503);
  CHECK(client.Send({.method = "POST", .url = server.url(), .body = "{}"})->status == 503);
  const auto broken = client.Send({.method = "POST", .url = server.url(), .body = "{}"});
  CHECK(absl::IsUnavailable(broken.status()));
  CHECK(server.Stop().size() == 5);
}

TEST_CASE("a server that says nothing is given up, and said to be late") {
  Answers server({""});
  HttpOptions options = Quick();
  options.timeout = absl::Milliseconds(50);
  const HttpClient client(options);
  const auto late = client.Send({.method = "GET", .url = server.url(), .repeatable = true});
  CHECK(absl::IsDeadlineExceeded(late.status()));
  CHECK(server.Stop().size() == 1);
}

TEST_CASE("the authorization goes to the server and into no message") {
  Answers server({kOk, kCut});
  HttpOptions options = Quick();
  options.authorization = [] { return std::string("Bearer secret"); };
  options.tries = 1;
  const HttpClient client(options);
  REQUIRE(client.Send({.method = "GET", .url = server.url()}).ok());
  const auto broken = client.Send({.method = "GET", .url = server.url()});
  CHECK(broken.status().message().find("secret") == absl::string_view::npos);
  CHECK(server.Stop().front().find("Authorization: Bearer secret\r\n") != std::string::npos);
}

TEST_CASE("an answer that is too long is refused") {
  Answers server({kOk});
  HttpOptions options = Quick();
  options.max_bytes = 4;
  CHECK(absl::IsResourceExhausted(HttpClient(options).Send({.method = "GET", .url = server.url()}).status()));
}

TEST_CASE("only http and https are spoken") {
  CHECK(absl::IsInvalidArgument(
      HttpClient(Quick()).Send({.method = "GET", .url = "file:///etc/hostname"}).status()));
}

TEST_CASE("a path or query escapes everything that has a meaning there") {
  CHECK(EscapeUrl("a-b_c.d~1") == "a-b_c.d~1");
  CHECK(EscapeUrl("name='x' /?&%ñ") == "name%3d%27x%27%20%2f%3f%26%25%c3%b1");
}

}  // namespace
}  // namespace yachay::mlflow
