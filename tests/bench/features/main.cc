// GetFeatures of 100 learners against what it cannot do without: the store's multi-get of their states and a
// bare gRPC call of the same sizes. With --learners N also how time and bytes grow from 10,000 to N.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/echo/echo.h"
#include "bench/features/store.h"

namespace yachay::bench {
namespace {

constexpr char kMethod[] = "/yachay.features.v1.FeatureStore/GetFeatures";
constexpr double kBudget = 1.5;
constexpr int kAsked = 100, kRounds = 3000;

template <typename F>
double Microseconds(F work) {
  const absl::Time begin = absl::Now();
  work();
  return absl::ToDoubleMicroseconds(absl::Now() - begin);
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

// 100 of `learners`, drawn anew for every round.
std::vector<std::string> Draw(int learners, std::mt19937& random) {
  std::vector<std::string> ids;
  for (int i = 0; i < kAsked; ++i)
    ids.push_back(LearnerId(static_cast<int>(random() % static_cast<unsigned>(learners))));
  return ids;
}

grpc::ByteBuffer Request(const std::vector<std::string>& ids, const std::string& service) {
  features::v1::GetFeaturesRequest request;
  request.set_feature_service(service);
  for (const auto& id : ids) request.add_learner_ids(id);
  return ToBytes(request.SerializeAsString());
}

struct Figure {
  double ours = 0, get = 0, echo = 0;
};

// Ours, multi-get and echo in turn, each round with other learners; medians in microseconds.
Figure Measure(FilledStore& store, int learners, const std::string& service) {
  std::mt19937 random(1);
  const BytesClient client(store.address(), kMethod);
  const EchoServer server(client.Answer(Request(Draw(learners, random), service)));
  const BytesClient echo(server.address(), kMethod);
  std::vector<double> ours, gets, echoes;
  for (int round = 0; round < kRounds; ++round) {
    const auto ids = Draw(learners, random);
    const auto request = Request(ids, service);
    std::vector<std::string> keys;
    for (const auto& id : ids) keys.push_back(feature_store::StateKey(id));
    // Each finds its learners in the cache or not, as the other did: they take turns in going first.
    const auto get = [&] {
      gets.push_back(Microseconds([&] {
        if (!store.kv().MultiGet(keys).ok()) std::abort();
      }));
    };
    const auto call = [&] { ours.push_back(Microseconds([&] { client.Call(request); })); };
    if (round % 2 == 0)
      get(), call();
    else
      call(), get();
    echoes.push_back(Microseconds([&] { echo.Call(request); }));
  }
  return {Median(ours), Median(gets), Median(echoes)};
}

void Print(const std::string& name, const Figure& figure, bool budgeted) {
  const double baseline = figure.get + figure.echo;
  const double ratio = figure.ours / baseline;
  nlohmann::ordered_json line = {
      {"name", name}, {"ours", figure.ours}, {"baseline", baseline}, {"ratio", ratio}};
  if (budgeted) line.update({{"budget", kBudget}, {"ok", ratio <= kBudget}});
  line.update({{"unit", "us"}, {"multi_get", figure.get}, {"echo", figure.echo}});
  std::cout << line.dump() << std::endl;
}

std::int64_t BytesOnDisk(const std::string& folder) {
  std::int64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) bytes += static_cast<std::int64_t>(entry.file_size());
  return bytes;
}

std::int64_t BytesInMemory() {
  std::int64_t total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

// One line of growth; no budget: it is there to be looked at.
void PrintGrowth(int learners, double us_per_event, FilledStore& store, const std::string& folder,
                 std::int64_t empty_bytes) {
  const Figure figure = Measure(store, learners, "engagement_v1");
  if (!store.kv().Purge().ok()) std::abort();
  const double n = learners;
  std::cout << nlohmann::ordered_json(
                   {{"name", absl::StrCat("features/growth/", learners)},
                    {"us_per_event", us_per_event},
                    {"us_per_read_of_100", figure.ours},
                    {"us_multi_get_of_100", figure.get},
                    {"disk_bytes_per_learner", static_cast<double>(BytesOnDisk(folder)) / n},
                    {"memory_bytes_per_learner", static_cast<double>(BytesInMemory() - empty_bytes) / n},
                    {"unit", "us, bytes"}})
                   .dump()
            << std::endl;
}

void Grow(int most, int per_learner, const std::string& folder) {
  const std::int64_t empty_bytes = BytesInMemory();
  FilledStore store(folder);
  int there = 0;
  for (int learners = 10'000; learners <= most; learners *= 10) {
    const double seconds = store.Fill(there, learners, per_learner);
    PrintGrowth(learners, seconds * 1e6 / per_learner / (learners - there), store, folder, empty_bytes);
    there = learners;
  }
}

}  // namespace
}  // namespace yachay::bench

// bench_features [--learners N [--events PER_LEARNER]]
int main(int argc, char** argv) {
  using namespace yachay::bench;
  const std::string folder =
      absl::StrCat(std::filesystem::temp_directory_path().string(), "/bench-features-", getpid());
  int learners = 0, events = 5;
  for (int i = 1; i + 1 < argc; i += 2)
    (std::string(argv[i]) == "--learners" ? learners : events) = std::atoi(argv[i + 1]);
  if (learners > 0) {
    Grow(learners, events, folder);
  } else {
    // Without the cache every state is decoded too, so no budget: there to be looked at.
    for (const bool cached : {true, false}) {
      FilledStore store(folder, cached ? 20'000 : 0);
      store.Fill(0, 10'000, 20);
      for (const char* service : {"engagement_v1", "recommendation_v1"})
        Print(absl::StrCat("features/", service, cached ? "" : "/nothing_cached"),
              Measure(store, 10'000, service), cached);
    }
  }
  std::filesystem::remove_all(folder);
}
