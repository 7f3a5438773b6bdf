#include "events/topics.h"

#include <set>

#include "testing/catch.h"

namespace yachay::events {

TEST_CASE("topics carry their prefix and are named once") {
  const Topics topics("pilot");
  CHECK(topics.learner_events() == "pilot.learner-events.v1");
  CHECK(topics.dead_letters() == topics.learner_events() + ".dlq");
  std::set<std::string> names;
  for (const auto& topic : topics.All()) {
    CHECK(topic.name.rfind("pilot.", 0) == 0);
    names.insert(topic.name);
  }
  CHECK(names.size() == 10);
}

TEST_CASE("what must keep one order has one partition and is kept long enough") {
  const Topics topics;
  for (const auto& topic : topics.All()) {
    if (topic.name == topics.catalog()) CHECK((topic.partitions == 1 && topic.retention_ms == kForever));
    if (topic.name == topics.drift_panes()) CHECK(topic.partitions == 1);
    if (topic.name == topics.learner_events())
      CHECK((topic.partitions == 0 && topic.retention_ms == 400 * kDayMs));
  }
}

}  // namespace yachay::events
