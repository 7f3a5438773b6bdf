#ifndef FEATURE_STORE_CORE_JOURNAL_H_
#define FEATURE_STORE_CORE_JOURNAL_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "kv/store.h"

namespace yachay::feature_store {

// What is to be done for one move of a head; see core/commit.h.
struct Journal {
  std::optional<std::string> before;  // the head's value
  std::string after;
  kv::WriteBatch tags;  // all but the head, with fences and the expectations of them
};

std::string EncodeJournal(const Journal& journal);
// DATA_LOSS: not what the function above makes.
absl::StatusOr<Journal> DecodeJournal(std::string_view bytes);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_JOURNAL_H_
