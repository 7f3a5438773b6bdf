#include "service/flags.h"

#include <cstdlib>
#include <fstream>

#include "testing/catch.h"

namespace yachay::service {
namespace {

struct Values {
  std::string brokers = "default";
  int rows = 5;
  double rate = 0.5;
  absl::Duration poll = absl::Milliseconds(500);
  bool shared = false;
};

std::optional<int> Parse(Values* values, std::vector<const char*> arguments) {
  Flags flags("yachay-test", "A test.");
  flags.Add("brokers", &values->brokers, "Brokers");
  flags.Add("rows", &values->rows, "Rows", 1, 10);
  flags.Add("rate", &values->rate, "Rate", 0.0, 1.0);
  flags.Add("poll-every", &values->poll, "Poll");
  flags.Add("shared", &values->shared, "Shared");
  arguments.insert(arguments.begin(), "yachay-test");
  return flags.Parse(static_cast<int>(arguments.size()), arguments.data());
}

TEST_CASE("command line before file before environment before default") {
  std::ofstream("flags.ini") << "brokers = \"file\"\nrows = 7\n";
  setenv("YACHAY_BROKERS", "environment", 1);
  setenv("YACHAY_POLL_EVERY", "3s", 1);
  Values values;
  CHECK_FALSE(Parse(&values, {}).has_value());
  CHECK(values.brokers == "environment");
  CHECK(values.poll == absl::Seconds(3));
  CHECK(values.rows == 5);
  CHECK_FALSE(Parse(&values, {"--config", "flags.ini"}).has_value());
  CHECK(values.brokers == "file");
  CHECK(values.rows == 7);
  CHECK_FALSE(Parse(&values, {"--config", "flags.ini", "--brokers", "line"}).has_value());
  CHECK(values.brokers == "line");
  unsetenv("YACHAY_BROKERS");
  unsetenv("YACHAY_POLL_EVERY");
}

TEST_CASE("a truth is named, or said") {
  const auto shared = [](const std::vector<const char*>& arguments) {
    Values values;
    REQUIRE_FALSE(Parse(&values, arguments).has_value());
    return values.shared;
  };
  CHECK_FALSE(shared({}));
  CHECK(shared({"--shared"}));
  CHECK(shared({"--shared=true"}));
  CHECK_FALSE(shared({"--shared=false"}));
  setenv("YACHAY_SHARED", "true", 1);
  CHECK(shared({}));
  CHECK_FALSE(shared({"--shared=false"}));
  setenv("YACHAY_SHARED", "false", 1);
  CHECK_FALSE(shared({}));
  unsetenv("YACHAY_SHARED");
  Values values;
  CHECK(Parse(&values, {"--shared=perhaps"}) == 2);
}

TEST_CASE("misuse is code 2, help is code 0") {
  std::ofstream("unknown.ini") << "brokerz = \"file\"\n";
  Values values;
  CHECK(Parse(&values, {"--rows", "11"}) == 2);
  CHECK(Parse(&values, {"--rows", "many"}) == 2);
  CHECK(Parse(&values, {"--rate", "1.5"}) == 2);
  CHECK(Parse(&values, {"--rate", "nan"}) == 2);
  CHECK(Parse(&values, {"--poll-every", "soon"}) == 2);
  CHECK(Parse(&values, {"--no-such-flag"}) == 2);
  CHECK(Parse(&values, {"--config", "unknown.ini"}) == 2);
  CHECK(Parse(&values, {"--config", "absent.ini"}) == 2);
  CHECK(Parse(&values, {"--help"}) == 0);
}

}  // namespace
}  // namespace yachay::service
