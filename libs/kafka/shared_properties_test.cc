#include "kafka/shared_properties.h"

#include <cstdlib>
#include <fstream>

#include "kafka/producer.h"
#include "testing/catch.h"

namespace yachay::kafka {
namespace {

struct ConfigFile {
  explicit ConfigFile(const char* text) {
    std::ofstream("kafka.properties") << text;
    setenv(kPropertiesFile, "kafka.properties", 1);
  }
  ~ConfigFile() { unsetenv(kPropertiesFile); }
};

TEST_CASE("every client takes the properties of the file") {
  CHECK(SharedProperties()->empty());
  const ConfigFile file("# security\n\nsecurity.protocol = sasl_ssl\nsasl.password=a=b#c\n");
  const auto properties = SharedProperties();
  REQUIRE(properties.ok());
  CHECK(properties->at("security.protocol") == "sasl_ssl");
  CHECK(properties->at("sasl.password") == "a=b#c");
}

TEST_CASE("a wrong line and a missing file are told, a wrong value without the value") {
  {
    const ConfigFile file("a=b\nnonsense\n");
    CHECK(SharedProperties().status().message() == "kafka.properties:2: expected NAME=VALUE");
  }
  {
    const ConfigFile file("security.protocol=hush-hush\n");
    const auto producer = Producer::Create({.brokers = "127.0.0.1:1"});
    CHECK(absl::IsInvalidArgument(producer.status()));
    CHECK(producer.status().message().find("security.protocol") != absl::string_view::npos);
    CHECK(producer.status().message().find("=hush") == absl::string_view::npos);
  }
  setenv(kPropertiesFile, "absent.properties", 1);
  CHECK(absl::IsNotFound(Producer::Create({.brokers = "127.0.0.1:1"}).status()));
  unsetenv(kPropertiesFile);
}

}  // namespace
}  // namespace yachay::kafka
