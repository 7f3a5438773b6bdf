#ifndef RECOMMENDATION_CORE_CATALOG_ENTRY_H_
#define RECOMMENDATION_CORE_CATALOG_ENTRY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/content.h"

namespace yachay::recommendation {

// Where an item stands, as in catalog.proto.
enum class State { kDraft, kInReview, kPublished, kArchived };

// "draft", "in review", "published", "archived".
std::string Name(State state);

// An item with its place in the catalogue's history. Immutable once in the catalogue.
struct CatalogEntry {
  Content content;
  std::uint64_t revision = 0;  // 1 when created; each change adds one
  bool published = false;      // state is kPublished
  std::int64_t changed_at_ms = 0;
  State state = State::kDraft;
};
using EntryPtr = std::shared_ptr<const CatalogEntry>;
using Entries = std::vector<EntryPtr>;

// A write, as it stands on the log.
struct ContentChange {
  std::string change_id;
  std::uint64_t base_revision = 0;  // what the writer had seen; 0: the item is new
  Content content;
  State state = State::kDraft;
  std::int64_t changed_at_ms = 0;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_CATALOG_ENTRY_H_
