#ifndef FEATURE_STORE_CORE_COMMIT_H_
#define FEATURE_STORE_CORE_COMMIT_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "kv/store.h"

namespace yachay::feature_store {

// Makes a batch that spans many hash tags happen as a whole in a shared store, which by itself writes tag by
// tag: the batch is noted in a journal beside its head (the position of a partition), then done, then the
// head moves and the journal goes, each on the expectation of what was read. Whoever takes the head next
// finishes what a journal says. Every tag carries a fence, the head it was last written for, so that a
// process that lost its partition and does not know it cannot overwrite what its successor wrote.
//
//   head ──▶ journal + head ──▶ tags, each fence old → new ──▶ new head, no journal

// Bytes of a journal beyond which a batch should be cut in two.
inline constexpr std::size_t kMaxJournalBytes = 8 << 20;

// The value of `head`, after what a predecessor left half done was finished; nullopt: never written. ABORTED:
// another process is at it: try again. The errors of kv::Store; DATA_LOSS: a damaged journal.
absl::StatusOr<std::optional<std::string>> TakeHead(kv::Store& store, const std::string& head);

// Writes `batch`, which puts `head` among others and expects nothing. `before`: what TakeHead or the last
// Commit left there. On an error the batch is done, in part done or not done: TakeHead tells and finishes.
// ABORTED: the head has moved on without us. OUT_OF_RANGE: larger than kMaxJournalBytes, nothing was done.
absl::Status Commit(kv::Store& store, const std::string& head, const std::optional<std::string>& before,
                    const kv::WriteBatch& batch);

std::string JournalKey(std::string_view head);  // "j/{head}", of the head's hash tag
std::string FenceKey(std::string_view tag);     // "f/{tag}"

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_COMMIT_H_
