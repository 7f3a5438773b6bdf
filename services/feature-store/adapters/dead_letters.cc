#include "adapters/dead_letters.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/send_all.h"

namespace yachay::feature_store {

kafka::Record ToDeadLetter(const DeadLetter& letter, int attempt) {
  kafka::Record out = *letter.record;
  out.timestamp_ms = 0;  // when it was put aside: the dead letters are kept from then
  out.headers.push_back({"error", letter.error});
  out.headers.push_back({"original_topic", letter.record->topic});
  out.headers.push_back({"original_partition", absl::StrCat(letter.record->partition)});
  out.headers.push_back({"original_offset", absl::StrCat(letter.record->offset)});
  out.headers.push_back({"attempt", absl::StrCat(attempt)});
  return out;
}

absl::Status DeadLetters::Send(absl::Span<const DeadLetter> letters) {
  constexpr int kAttempt = 1;  // reading a record has no second try: it depends on its bytes alone
  std::vector<kafka::Record> records;
  for (const DeadLetter& letter : letters) records.push_back(ToDeadLetter(letter, kAttempt));
  return SendAll(producer_, topic_, records);
}

}  // namespace yachay::feature_store
