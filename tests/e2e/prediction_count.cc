// Counts what predictions holds by served time, without the monitor: different ids of each stretch of time,
// and how far each partition has come. The independent side of monitors.py.
//
//   prediction_count BROKERS PREFIX SLIDE_MS [LABELS.csv] → {"records", "distinct", "requests": [keys],
//   "stretches": {number: distinct}, "high": {number: predicted to be High},
//   "female": {number: those whose Gender is Female}, "reached_ms": [per partition]}
//
// LABELS.csv gets a line for each prediction, which says that it came out High.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "kafka/log_reader.h"
#include "yachay/inference/v1/prediction_log.pb.h"
#include "yachay/models/v1/models.pb.h"

namespace {

struct Counted {
  std::uint64_t records = 0;
  std::set<std::string> ids;
  std::map<std::int64_t, std::set<std::string>> stretches, high, female;  // high: predicted to be
  std::map<std::int32_t, std::int64_t> reached_ms;

  void Add(const yachay::kafka::ReceivedRecord& record, std::int64_t slide_ms) {
    ++records;
    yachay::inference::v1::PredictionLogged logged;
    if (!logged.ParseFromString(record.value)) return;
    const std::int64_t served_ms =
        logged.served_at().seconds() * 1000 + logged.served_at().nanos() / 1'000'000;
    ids.insert(logged.prediction_id());
    stretches[served_ms / slide_ms].insert(logged.prediction_id());
    if (logged.label() == "High") high[served_ms / slide_ms].insert(logged.prediction_id());
    for (const auto& feature : logged.features()) {
      if (feature.name() == "Gender" && feature.text() == "Female")
        female[served_ms / slide_ms].insert(logged.prediction_id());
    }
    std::int64_t& reached = reached_ms[record.partition];
    reached = std::max(reached, served_ms);
  }
};

constexpr absl::Duration kPatience = absl::Seconds(120);

// The keys on the topic of requests for retraining, in its order.
absl::StatusOr<std::vector<std::string>> Requests(const std::string& brokers, const std::string& topic) {
  std::vector<std::string> keys;
  const auto reader = yachay::kafka::LogReader::Create({.brokers = brokers, .topic = topic});
  if (!reader.ok()) return reader.status();
  const absl::Status read = (*reader)->ReadToEnd(
      [&](yachay::kafka::Batch batch) {
        for (const auto& record : batch) {
          yachay::models::v1::RetrainRequested request;
          keys.push_back(request.ParseFromString(record.value) ? request.idempotency_key() : "unreadable");
        }
        return absl::OkStatus();
      },
      kPatience);
  if (!read.ok()) return read;
  return keys;
}

absl::StatusOr<Counted> Count(const std::string& brokers, const std::string& topic, std::int64_t slide_ms) {
  Counted counted;
  const auto reader = yachay::kafka::LogReader::Create({.brokers = brokers, .topic = topic});
  if (!reader.ok()) return reader.status();
  const absl::Status read = (*reader)->ReadToEnd(
      [&](yachay::kafka::Batch batch) {
        for (const auto& record : batch) counted.Add(record, slide_ms);
        return absl::OkStatus();
      },
      kPatience);
  if (!read.ok()) return read;
  return counted;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || argc > 5 || std::atoll(argv[3]) <= 0) return 2;
  const std::string prefix = argv[2];
  auto counted = Count(argv[1], prefix + ".predictions.v1", std::atoll(argv[3]));
  const auto requests = Requests(argv[1], prefix + ".retrain-requests.v1");
  if (!counted.ok() || !requests.ok()) {
    std::cerr << counted.status().ToString() << "; " << requests.status().ToString() << "\n";
    return 1;
  }
  nlohmann::ordered_json document = {
      {"records", counted->records}, {"distinct", counted->ids.size()}, {"requests", *requests}};
  for (auto& [number, ids] : counted->stretches) {
    document["stretches"][std::to_string(number)] = ids.size();
    document["high"][std::to_string(number)] = counted->high[number].size();
    document["female"][std::to_string(number)] = counted->female[number].size();
  }
  for (const auto& [partition, reached] : counted->reached_ms) document["reached_ms"].push_back(reached);
  if (argc == 5) {
    std::ofstream labels(argv[4]);
    labels << "prediction_id,label\n";
    for (const std::string& id : counted->ids) labels << id << ",High\n";
  }
  std::cout << document.dump() << "\n";
  return 0;
}
