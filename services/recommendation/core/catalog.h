#ifndef RECOMMENDATION_CORE_CATALOG_H_
#define RECOMMENDATION_CORE_CATALOG_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "core/catalog_entry.h"
#include "core/content_filter.h"
#include "core/skill_graph.h"

namespace yachay::recommendation {

// The catalogue in memory. All pods apply the same records in the same order and pass over the same ones, so
// all agree without talking to each other. So the rules of Apply are part of the log's meaning: pods of two
// versions that differ in them disagree. Thread-safe.
class Catalog {
 public:
  struct Outcome {
    bool applied = false;
    EntryPtr entry;                  // the item after the record, whoever wrote it; nullptr: there is none
    std::vector<Violation> invalid;  // why it was passed over, when its base was the revision of then
  };
  struct Page {
    Entries entries;         // ascending ids
    std::string next_after;  // id to go on after; empty on the last page
    std::size_t total = 0;   // of all pages
  };

  // Applies the record when its base is the item's revision now, the content is valid and no skill comes to
  // need itself over items outside the archive; else passes it over.
  Outcome Apply(const ContentChange& change);
  // What Apply would do now.
  Outcome Try(const ContentChange& change) const;

  EntryPtr Find(const std::string& id) const;  // nullptr when there is none

  // A page of the items after the id `after` that fit.
  Page List(const std::string& after, std::size_t size, const ContentFilter& filter) const;

  // All published items by ascending id, as of now. Cheap when nothing changed since the last call.
  std::shared_ptr<const Entries> Published() const;

  std::size_t size() const;

 private:
  Outcome Judge(const ContentChange& change) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  std::vector<Violation> CheckCircle(const ContentChange& change, const EntryPtr& now) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::map<std::string, EntryPtr> entries_ ABSL_GUARDED_BY(mutex_);
  SkillGraph skills_ ABSL_GUARDED_BY(mutex_);                                 // of all that is not archived
  mutable std::shared_ptr<const Entries> published_ ABSL_GUARDED_BY(mutex_);  // nullptr: to be made again
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_CATALOG_H_
