#ifndef RECOMMENDATION_CORE_CATALOG_H_
#define RECOMMENDATION_CORE_CATALOG_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "core/content.h"

namespace yachay::recommendation {

// An item with its place in the catalogue's history. Immutable once in the catalogue.
struct CatalogEntry {
  Content content;
  std::uint64_t revision = 0;  // 1 when created; each change adds one
  bool published = false;
  std::int64_t changed_at_ms = 0;
};
using EntryPtr = std::shared_ptr<const CatalogEntry>;
using Entries = std::vector<EntryPtr>;

// A write, as it stands on the log.
struct ContentChange {
  std::string change_id;
  std::uint64_t base_revision = 0;  // what the writer had seen; 0: the item is new
  Content content;
  bool published = false;
  std::int64_t changed_at_ms = 0;
};

// The catalogue in memory. All pods apply the same records in the same order and pass over the same ones, so
// all agree without talking to each other. Thread-safe.
class Catalog {
 public:
  struct Outcome {
    bool applied = false;
    EntryPtr entry;  // the item after the record, whoever wrote it; nullptr: there is none
  };
  struct Page {
    Entries entries;         // ascending ids
    std::string next_after;  // id to go on after; empty on the last page
    std::size_t total = 0;   // of all pages
  };

  // Applies the record when its base is the item's revision now and the content is valid, else passes it
  // over.
  Outcome Apply(const ContentChange& change);

  EntryPtr Find(const std::string& id) const;  // nullptr when there is none

  // A page of the items after the id `after` that have the skill (empty: any) and are published, if only
  // these.
  Page List(const std::string& after, std::size_t size, const std::string& skill, bool published_only) const;

  // All published items by ascending id, as of now. Cheap when nothing changed since the last call.
  std::shared_ptr<const Entries> Published() const;

  std::size_t size() const;

 private:
  mutable absl::Mutex mutex_;
  std::map<std::string, EntryPtr> entries_ ABSL_GUARDED_BY(mutex_);
  mutable std::shared_ptr<const Entries> published_ ABSL_GUARDED_BY(mutex_);  // nullptr: to be made again
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_CATALOG_H_
