#ifndef EVENTS_CHECK_H_
#define EVENTS_CHECK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/validation.h"

namespace yachay::events {

// The kinds of rule that the table in validation.cc is made of. Each adds a Violation when its value breaks
// it, under prefix + field. Internal to libs/events.
class Check {
 public:
  explicit Check(std::vector<Violation>* out) : out_(*out) {}

  void SetPrefix(std::string_view prefix) { prefix_ = prefix; }

  // 1 to 64 characters of [A-Za-z0-9._-]; `may_be_empty`: from 0.
  void Id(std::string_view field, std::string_view value, bool may_be_empty = false);
  // The 36-character form, hexadecimal in either case.
  void Uuid(std::string_view field, std::string_view value);
  // At most `max` characters (code points of UTF-8).
  void Text(std::string_view field, std::string_view value, std::size_t max);
  // BCP 47 as far as its form goes: 2 to 8 letters, then parts of 1 to 8 letters and digits; at most 16
  // characters.
  void Language(std::string_view field, std::string_view value);
  void Whole(std::string_view field, std::int64_t value, std::int64_t min, std::int64_t max,
             std::string_view unit = "");
  void Number(std::string_view field, double value, double min, double max, std::string_view unit = "");
  // A duration of 0 to `max_ms`, told in `limit` ("24 hours").
  void Duration(std::string_view field, std::int64_t value_ms, std::int64_t max_ms, std::string_view limit);
  void Fail(std::string_view field, std::string description);

 private:
  std::vector<Violation>& out_;
  std::string prefix_;
};

}  // namespace yachay::events

#endif  // EVENTS_CHECK_H_
