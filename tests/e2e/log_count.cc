// Counts what learner-events holds, without the fold: records and different event ids of each partition, and
// the learners. The independent side of kills.py.
//
//   log_count BROKERS TOPIC → {"partitions": [{"partition", "records", "distinct", "unreadable"}],
//   "learners": […]}
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "kafka/log_reader.h"
#include "yachay/events/v1/events.pb.h"

namespace {

struct Counted {
  std::uint64_t records = 0, unreadable = 0;
  std::set<std::string> ids;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto reader = yachay::kafka::LogReader::Create({.brokers = argv[1], .topic = argv[2]});
  if (!reader.ok()) return 1;
  std::map<std::int32_t, Counted> partitions;
  std::set<std::string> learners;
  const absl::Status read = (*reader)->ReadToEnd(
      [&](yachay::kafka::Batch batch) {
        for (const auto& record : batch) {
          Counted& counted = partitions[record.partition];
          ++counted.records;
          yachay::events::v1::LearnerEvent event;
          const bool readable = event.ParseFromString(record.value);
          counted.unreadable += !readable;
          if (!readable) continue;
          counted.ids.insert(event.event_id());
          learners.insert(event.learner_id());
        }
        return absl::OkStatus();
      },
      absl::Seconds(120));
  if (!read.ok()) {
    std::cerr << read.ToString() << "\n";
    return 1;
  }
  nlohmann::ordered_json document = {{"partitions", nlohmann::ordered_json::array()}, {"learners", learners}};
  for (const auto& [partition, counted] : partitions) {
    document["partitions"].push_back({{"partition", partition},
                                      {"records", counted.records},
                                      {"distinct", counted.ids.size()},
                                      {"unreadable", counted.unreadable}});
  }
  std::cout << document.dump() << "\n";
  return 0;
}
