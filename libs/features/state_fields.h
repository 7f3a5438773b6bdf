#ifndef FEATURES_STATE_FIELDS_H_
#define FEATURES_STATE_FIELDS_H_

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "features/bytes.h"
#include "features/learner_state.h"

// One list of fields serves both directions: an archive `a` writes what it is given, or fills it. Internal to
// state_codec.cc. Any change here changes the stored form: raise kStateVersion there.
namespace yachay::features {

class WriteFields {
 public:
  static constexpr bool kReading = false;
  explicit WriteFields(ByteWriter& out) : out_(out) {}

  template <typename... T>
  void operator()(const T&... fields) {
    (Put(fields), ...);
  }

 private:
  void Put(std::string_view v) { out_.Text(v); }
  void Put(const EventId& v) { out_.Fixed(v.high), out_.Fixed(v.low); }
  void Put(double v) { out_.Double(v); }
  template <std::signed_integral T>
  void Put(T v) {
    out_.Signed(v);
  }
  template <std::unsigned_integral T>
  void Put(T v) {
    out_.Unsigned(v);
  }
  template <typename T>
  void Put(const std::vector<T>& list) {
    out_.Unsigned(list.size());
    for (const T& v : list) Put(v);
  }
  void Put(const std::vector<std::uint64_t>& hashes) {
    out_.Unsigned(hashes.size());
    for (const std::uint64_t v : hashes) out_.Fixed(v);
  }
  void Put(const Aggregates::value_type& v) {
    out_.Fixed(v.first);
    out_.Unsigned(v.second.index());
    std::visit([&](const auto& aggregate) { Put(aggregate); }, v.second);
  }
  template <typename Map>
  requires requires { typename Map::mapped_type; }
  void Put(const Map& map) {
    out_.Unsigned(map.size());
    for (const auto& [key, v] : map) Put(key), Put(v);
  }
  template <typename T>
  requires(std::is_class_v<T> && !std::is_convertible_v<T, std::string_view> &&
           !requires { typename T::mapped_type; }) void Put(const T& v) {
    Fields(*this, const_cast<T&>(v));
  }

  ByteWriter& out_;
};

class ReadFields {
 public:
  static constexpr bool kReading = true;
  explicit ReadFields(ByteReader& in) : in_(in) {}

  template <typename... T>
  void operator()(T&... fields) {
    (Get(fields), ...);
  }
  void Fail() { in_.Fail(); }

 private:
  void Get(std::string& v) { v = std::string(in_.Text()); }
  void Get(EventId& v) { v.high = in_.Fixed(), v.low = in_.Fixed(); }
  void Get(double& v) { v = in_.Double(); }
  void Get(bool& v) { v = in_.Unsigned() != 0; }
  template <std::signed_integral T>
  void Get(T& v) {
    const std::int64_t n = in_.Signed();
    std::in_range<T>(n) ? v = static_cast<T>(n) : v = static_cast<T>(in_.Fail());
  }
  template <std::unsigned_integral T>
  void Get(T& v) {
    const std::uint64_t n = in_.Unsigned();
    std::in_range<T>(n) ? v = static_cast<T>(n) : v = static_cast<T>(in_.Fail());
  }
  template <typename T>
  void Get(std::vector<T>& list) {
    list.resize(in_.Count());
    for (T& v : list) Get(v);
  }
  void Get(std::vector<std::uint64_t>& hashes) {
    hashes.resize(in_.Count());
    for (std::uint64_t& v : hashes) v = in_.Fixed();
  }
  void Get(Aggregates::value_type& v) {
    v.first = in_.Fixed();
    const std::uint64_t kind = in_.Unsigned();
    if (kind >= std::variant_size_v<Aggregate>) return static_cast<void>(in_.Fail());
    v.second = EmptyAggregate(static_cast<AggregateKind>(kind));
    std::visit([&](auto& aggregate) { Get(aggregate); }, v.second);
  }
  template <typename Map>
  requires requires { typename Map::mapped_type; }
  void Get(Map& map) {
    for (std::size_t n = in_.Count(); n > 0 && in_.ok(); --n) {
      typename Map::key_type key{};
      Get(key);
      Get(map.try_emplace(map.end(), std::move(key))->second);  // they lie in ascending order
    }
  }
  template <typename T>
  requires(std::is_class_v<T> && !requires { typename T::mapped_type; }) void Get(T& v) { Fields(*this, v); }

  ByteReader& in_;
};

template <typename A, typename T>
void Fields(A& a, DayBuckets<T>& v) {
  auto buckets = v.buckets();
  a(buckets);
  if constexpr (A::kReading) {
    if (!v.Restore(std::move(buckets))) a.Fail();
  }
}
template <typename A, typename B>
requires requires(B b) { b.day, b.value; }
void Fields(A& a, B& v) { a(v.day, v.value); }
template <typename A>
void Fields(A& a, Tally& v) {
  a(v.count, v.sum);
}
template <typename A>
void Fields(A& a, Totals& v) {
  a(v.tally, v.at_ms);
}
template <typename A>
void Fields(A& a, Extreme& v) {
  a(v.value, v.at_ms);
}
template <typename A>
void Fields(A& a, Newest& v) {
  a(v.number, v.text, v.stamp.at_ms, v.stamp.id);
}
template <typename A>
void Fields(A& a, Ids& v) {
  a(v.ids, v.at_ms);
}
template <typename A>
void Fields(A& a, DailyTallies& v) {
  a(v.days, v.at_ms);
}
template <typename A>
void Fields(A& a, DailyExtremes& v) {
  a(v.days, v.at_ms);
}
template <typename A>
void Fields(A& a, DailyIds& v) {
  a(v.days, v.at_ms);
}

template <typename A, typename T>
void Fields(A& a, Latest<T>& v) {
  bool known = v.known();
  a(known);
  if (known) a(v.value, v.stamp.at_ms, v.stamp.id);
}
template <typename A>
void Fields(A& a, Device& v) {
  a(v.ram_mib, v.free_storage_mib, v.screen_width_px, v.screen_height_px, v.os);
}
template <typename A>
void Fields(A& a, Connection& v) {
  a(v.rtt_ms, v.downlink_kbps, v.newest_rtt_ms, v.newest_downlink_kbps, v.metered, v.type, v.measured);
}
template <typename A>
void Fields(A& a, ContentMet& v) {
  a(v.seen_ms, v.completed_ms);
}
template <typename A>
void Fields(A& a, learning::SkillDay& v) {
  a(v.day, v.known, v.stability_days, v.last_seen_ms);
}
template <typename A>
void Fields(A& a, learning::SkillState& v) {
  a(v.ability, v.known, v.stability_days, v.tried, v.correct, v.streak, v.form, v.last_answer, v.last_seen_ms,
    v.days);
  if constexpr (A::kReading) {
    if (!learning::AddUp(v.days)) a.Fail();
  }
}

template <typename A>
void Fields(A& a, gamification::Days& v) {
  auto base = v.base();
  auto words = v.words();
  a(base, words);
  if constexpr (A::kReading) {
    if (!v.Restore(base, std::move(words))) a.Fail();
  }
}
template <typename A>
void Fields(A& a, gamification::Count& v) {
  a(v.id, v.value);
}
template <typename A>
void Fields(A& a, gamification::Once& v) {
  a(v.id, v.day);
}
template <typename A>
void Fields(A& a, gamification::WeekPoints& v) {
  a(v.week, v.points);
}
template <typename A>
void Fields(A& a, gamification::QuestRun& v) {
  a(v.quest, v.first_day, v.steps);
}
template <typename A>
void Fields(A& a, gamification::Play& v) {
  a(v.points, v.days, v.newest_day, v.counts, v.once, v.weeks, v.runs);
}

template <typename A>
void StateFields(A& a, LearnerState& v) {
  a(v.events, v.erased_ms, v.utc_offset_ms, v.birth_year, v.grade, v.language, v.region, v.gender);
  a(v.personalisation, v.training, v.aggregates, v.device, v.connection, v.preferences, v.contents,
    v.classrooms);
  a(v.tracer.ability, v.tracer.tried, v.tracer.correct, v.tracer.streak, v.tracer.form, v.tracer.skills);
  a(v.tracer_ms, v.play);
}

}  // namespace yachay::features

#endif  // FEATURES_STATE_FIELDS_H_
