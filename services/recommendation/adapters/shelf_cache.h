// The shelf of the catalogue as it is now, made again when the catalogue has changed.
#ifndef RECOMMENDATION_ADAPTERS_SHELF_CACHE_H_
#define RECOMMENDATION_ADAPTERS_SHELF_CACHE_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "core/catalog.h"
#include "core/shelf.h"

namespace yachay::recommendation {

// Thread-safe. The first caller after a change makes the shelf (about 3 ms for 10,000 items); others wait for
// it.
class ShelfCache {
 public:
  // Both outlive it; taste may be null.
  ShelfCache(const Catalog& catalog, const taste::Taste* taste) : catalog_(catalog), taste_(taste) {}

  // Keeps what it points to alive, whatever becomes of the catalogue.
  std::shared_ptr<const Shelf> Current() {
    std::shared_ptr<const Entries> entries = catalog_.Published();
    absl::MutexLock lock(&mutex_);
    if (!held_ || held_->entries != entries) held_ = std::make_shared<const Held>(std::move(entries), taste_);
    return {held_, &held_->shelf};
  }

 private:
  struct Held {
    Held(std::shared_ptr<const Entries> of, const taste::Taste* taste)
        : entries(std::move(of)), shelf(*entries, taste) {}
    std::shared_ptr<const Entries> entries;
    Shelf shelf;
  };

  const Catalog& catalog_;
  const taste::Taste* const taste_;
  absl::Mutex mutex_;
  std::shared_ptr<const Held> held_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_SHELF_CACHE_H_
