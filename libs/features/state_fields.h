#ifndef FEATURES_STATE_FIELDS_H_
#define FEATURES_STATE_FIELDS_H_

#include <concepts>
#include <map>
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
  template <typename K, typename V, typename L>
  void Put(const std::map<K, V, L>& map) {
    out_.Unsigned(map.size());
    for (const auto& [key, v] : map) Put(key), Put(v);
  }
  template <typename T>
  requires(std::is_class_v<T> && !std::is_convertible_v<T, std::string_view>) void Put(const T& v) {
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
  template <typename K, typename V, typename L>
  void Get(std::map<K, V, L>& map) {
    for (std::size_t n = in_.Count(); n > 0 && in_.ok(); --n) {
      K key{};
      Get(key);
      Get(map[std::move(key)]);
    }
  }
  template <typename T>
  requires std::is_class_v<T>
  void Get(T& v) { Fields(*this, v); }

  ByteReader& in_;
};

template <typename A, typename T>
void Fields(A& a, Latest<T>& v) {
  bool known = v.known();
  a(known);
  if (known) a(v.value, v.stamp.at_ms, v.stamp.id);
}
template <typename A>
void Fields(A& a, PlayDay& v) {
  a(v.day, v.started, v.ended, v.played_ms);
}
template <typename A>
void Fields(A& a, Device& v) {
  a(v.ram_mib, v.free_storage_mib, v.screen_width_px, v.screen_height_px, v.os);
}
template <typename A>
void Fields(A& a, Connection& v) {
  a(v.rtt_ms, v.downlink_kbps, v.metered, v.type, v.measured);
}
template <typename A>
void Fields(A& a, ContentMet& v) {
  a(v.seen_ms, v.completed_ms);
}
template <typename A>
void Fields(A& a, learning::SkillState& v) {
  a(v.ability, v.known, v.stability_days, v.tried, v.correct, v.streak, v.last_seen_ms);
}

// `days` stands for v.days, which guards its order: the caller moves it in or out.
template <typename A>
void StateFields(A& a, LearnerState& v, std::vector<PlayDay>& days) {
  a(v.events, v.erased_ms, v.utc_offset_ms, v.birth_year, v.grade, v.language, v.region, v.gender);
  a(v.personalisation, v.training, v.game_genre, v.game_difficulty, days, v.session_started_ms,
    v.session_ended_ms);
  a(v.level, v.level_ms, v.achievements, v.achievement_ms, v.purchase_ms, v.device, v.connection);
  a(v.preferences, v.contents, v.tracer.ability, v.tracer.tried, v.tracer.correct, v.tracer.skills,
    v.tracer_ms);
}

}  // namespace yachay::features

#endif  // FEATURES_STATE_FIELDS_H_
