#include "core/point_in_time.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "core/definitions.h"
#include "core/state_store.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::feature_store {
namespace {

using features::ConsentRule;
using features::kHourMs;
using features::kT0;
const learning::Calibration kCalibration;

const Definitions& Defined() {
  static const auto definitions = *LoadDefinitions("", "");
  return definitions;
}

std::vector<features::FeatureRef> AllFeatures() {
  std::vector<std::string> names;
  for (const auto& view : Defined().views.views()) names.push_back(view.name + ":*");
  return *Defined().views.Resolve(names);
}

// 600 events of 6 learners on 2 partitions, received up to some days after they happened, some twice.
std::vector<LogRecord> MakeLog() {
  std::vector<LogRecord> log;
  std::int64_t next[2] = {0, 0};
  int number = 0;
  for (auto& event : features::RandomEvents(77, 600, 20)) {
    const int learner = number % 6, partition = learner % 2;
    event.learner_id = absl::StrCat("learner-", learner);
    event.received_at_ms = kT0 + number * kHourMs;
    log.push_back({partition, next[partition]++, event});
    if (number++ % 5 == 0) log.push_back({partition, next[partition]++, event});
  }
  return log;
}

// A value as bits that can be compared: NaN is equal to itself.
std::string Bits(const std::vector<Column>& columns, std::size_t row) {
  std::string out;
  for (const Column& c : columns) {
    if (row < c.numbers.size())
      absl::StrAppend(&out, absl::Hex(std::bit_cast<std::uint64_t>(c.numbers[row])));
    if (row < c.texts.size()) absl::StrAppend(&out, c.texts[row]);
    if (row < c.maps.size())
      for (const auto& [key, v] : c.maps[row])
        absl::StrAppend(&out, key, absl::Hex(std::bit_cast<std::uint64_t>(v)));
    absl::StrAppend(&out, "|", static_cast<int>(c.statuses[row]), "@", c.value_times_ms[row], ";");
  }
  return out;
}

struct Served {
  std::vector<Label> labels;
  std::vector<std::string> values;
};

// Applies the log record by record, and reads all learners every few records as of the time of the last.
Served PlayLive(const std::vector<LogRecord>& log, ConsentRule rule) {
  std::filesystem::remove_all("live");
  auto kv = *kv::Store::Open("live", {});
  auto store = *StateStore::Open(*kv, Defined().rules(), {rule, ""});
  std::vector<std::string> ids;
  for (int i = 0; i < 7; ++i) ids.push_back(absl::StrCat("learner-", i));  // 6 is never met
  Served served;
  for (std::size_t n = 0; n < log.size(); ++n) {
    REQUIRE(store->Apply(absl::MakeConstSpan(log).subspan(n, 1)).ok());
    const std::int64_t now_ms = *log[n].event->received_at_ms;
    if (n % 7 != 3 || (n + 1 < log.size() && *log[n + 1].event->received_at_ms == now_ms)) continue;
    Positions at;
    const auto columns =
        ReadColumns(AllFeatures(), *store->Read(ids, &at), kCalibration, now_ms, &Defined().rewards);
    MinOffsets offsets;
    for (const auto& [partition, position] : at) offsets[partition] = position.next_offset - 1;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      served.labels.push_back({ids[i], now_ms, offsets});
      served.values.push_back(Bits(columns, i));
    }
  }
  return served;
}

struct Exported {
  std::map<std::size_t, std::string> rows;  // emitted
  std::vector<std::size_t> counting;
};

Exported Export(const std::vector<LogRecord>& log, const std::vector<Label>& labels, Cut cut,
                ConsentRule rule = ConsentRule::kAssumed) {
  Exported out;
  PointInTime rows(labels, cut, rule, AllFeatures(), Defined().rules(),
                   [&](std::size_t label, const std::vector<Column>& columns) {
                     CHECK(out.rows.emplace(label, Bits(columns, 0)).second);
                   });
  for (const auto& record : log) rows.Add(record);
  out.counting = rows.Finish();
  return out;
}

LogRecord Record(std::int64_t offset, const char* learner, std::int64_t at_ms, std::int64_t received_ms,
                 events::Payload payload) {
  auto event = features::MakeEvent(static_cast<std::uint64_t>(offset) + 1, at_ms, std::move(payload));
  event.learner_id = learner;
  event.received_at_ms = received_ms;
  return {0, offset, event};
}

}  // namespace

TEST_CASE("rows cut by arrival or by position are bit for bit what the store served") {
  const auto log = MakeLog();
  const Served served = PlayLive(log, ConsentRule::kAssumed);
  REQUIRE(served.labels.size() > 500);
  for (const Cut cut : {Cut::kArrival, Cut::kPosition}) {
    const Exported exported = Export(log, served.labels, cut);
    std::size_t equal = 0;
    for (const std::size_t label : exported.counting)
      equal += exported.rows.at(label) == served.values[label] ? 1 : 0;
    CHECK(exported.counting.size() == served.labels.size() / 7 * 6);  // all but of the learner never met
    CHECK(equal == exported.counting.size());
  }
}

TEST_CASE("rows cut by event time know what had happened, whenever it came, and nothing later") {
  const std::vector<LogRecord> log = {Record(0, "ana", kT0, kT0, events::LevelReached{2}),
                                      Record(1, "ana", kT0 + 10, kT0 + 10, events::LevelReached{5}),
                                      Record(2, "ana", kT0 + 4, kT0 + 20, events::LevelReached{3})};
  const std::vector<Label> labels = {
      {"ana", kT0 - 1, {}}, {"ana", kT0, {}}, {"ana", kT0 + 5, {}}, {"ana", kT0 + 50, {}}};
  std::vector<double> levels(4), by_arrival(4);
  const auto refs = *Defined().views.Resolve({"engagement:PlayerLevel"});
  for (auto* out : {&levels, &by_arrival}) {
    PointInTime rows(labels, out == &levels ? Cut::kEventTime : Cut::kArrival, ConsentRule::kAssumed, refs,
                     Defined().rules(), [&](std::size_t label, const std::vector<Column>& columns) {
                       (*out)[label] =
                           columns[0].statuses[0] == ValueStatus::kPresent ? columns[0].numbers[0] : -1;
                     });
    for (const auto& record : log) rows.Add(record);
    CHECK(rows.Finish().size() == 4);
  }
  CHECK(levels == std::vector<double>{-1, 2, 3, 5});
  CHECK(by_arrival == std::vector<double>{-1, 2, 2, 5});
}

TEST_CASE("erased learners and those who may not be trained on have no row, whenever that came to be") {
  using Purpose = events::ConsentChanged::Purpose;
  const std::vector<LogRecord> log = {
      Record(0, "ana", kT0, kT0, events::LevelReached{2}),
      Record(1, "ben", kT0, kT0, events::LevelReached{2}),
      Record(2, "eva", kT0, kT0, events::LevelReached{2}),
      Record(3, "ina", kT0, kT0, events::ConsentChanged{Purpose::kTraining, true}),
      Record(4, "ben", kT0 + 9, kT0 + 9, events::ConsentChanged{Purpose::kTraining, false}),
      Record(5, "eva", kT0 + 9, kT0 + 9, events::ErasureRequested{"r"}),
      Record(6, "eva", kT0 + 20, kT0 + 20, events::LevelReached{9})};
  const std::vector<Label> labels = {
      {"ana", kT0, {}}, {"ben", kT0, {}}, {"eva", kT0, {}}, {"eva", kT0 + 30, {}}, {"ina", kT0, {}}};
  for (const Cut cut : {Cut::kEventTime, Cut::kArrival}) {
    CHECK(Export(log, labels, cut).counting == std::vector<std::size_t>{0, 4});
    CHECK(Export(log, labels, cut, ConsentRule::kRequired).counting == std::vector<std::size_t>{4});
  }
}

}  // namespace yachay::feature_store
