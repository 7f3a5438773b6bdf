#include "service/log.h"

#include <limits>

#include "testing/catch.h"

namespace yachay::service {
namespace {

TEST_CASE("a line is one JSON object, whatever the text holds") {
  const std::string line = FormatLine("T", Level::kWarn, "ingestion", "a \"quoted\"\nline\x01",
                                      {{"n", 3},
                                       {"x", 0.5},
                                       {"on", true},
                                       {"text", "a\\b"},
                                       {"nan", std::numeric_limits<double>::quiet_NaN()}});
  CHECK(
      line ==
      R"({"ts":"T","level":"warn","service":"ingestion","msg":"a \"quoted\"\nline\u0001","n":3,"x":0.5,"on":true,)"
      R"("text":"a\\b","nan":null})");
}

TEST_CASE("a line about what has no trace says nothing of one") {
  CHECK(FormatLine("T", Level::kInfo, "s", "m", {{"trace_id", "0af7"}, {"span_id", ""}, {"reason", ""}}) ==
        R"({"ts":"T","level":"info","service":"s","msg":"m","trace_id":"0af7","reason":""})");
}

}  // namespace
}  // namespace yachay::service
