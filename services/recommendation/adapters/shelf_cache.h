// The shelf of the catalogue and the taste as they are now, made again when one of them has changed.
#ifndef RECOMMENDATION_ADAPTERS_SHELF_CACHE_H_
#define RECOMMENDATION_ADAPTERS_SHELF_CACHE_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "core/catalog.h"
#include "core/shelf.h"

namespace yachay::recommendation {

// Thread-safe. The first caller after a change makes the shelf (about 3 ms for 10,000 items); others wait for
// it.
class ShelfCache {
 public:
  using TastePtr = std::shared_ptr<const taste::Taste>;
  // taste: as it is now, null: nothing is known of it; thread-safe, and empty when there is never any. The
  // catalogue outlives it.
  ShelfCache(const Catalog& catalog, std::function<TastePtr()> taste)
      : catalog_(catalog), taste_(std::move(taste)) {}

  // Keeps what it points to alive, whatever becomes of the catalogue.
  std::shared_ptr<const Shelf> Current() {
    std::shared_ptr<const Entries> entries = catalog_.Published();
    TastePtr taste = taste_ ? taste_() : nullptr;
    absl::MutexLock lock(&mutex_);
    if (!held_ || held_->entries != entries || held_->taste != taste)
      held_ = std::make_shared<const Held>(std::move(entries), std::move(taste));
    return {held_, &held_->shelf};
  }

 private:
  struct Held {
    Held(std::shared_ptr<const Entries> of, TastePtr with)
        : entries(std::move(of)), taste(std::move(with)), shelf(*entries, taste.get()) {}
    std::shared_ptr<const Entries> entries;
    TastePtr taste;
    Shelf shelf;
  };

  const Catalog& catalog_;
  const std::function<TastePtr()> taste_;
  absl::Mutex mutex_;
  std::shared_ptr<const Held> held_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_SHELF_CACHE_H_
