// The catalogue's log: every pod reads all of it into its Catalog, and writes to it.
//
// Thread-safe. A write is done when the writer's own record has come back on the log, so that what a caller
// reads next from this pod has it.
#ifndef RECOMMENDATION_ADAPTERS_CATALOG_LOG_H_
#define RECOMMENDATION_ADAPTERS_CATALOG_LOG_H_

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "core/catalog.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"

namespace yachay::recommendation {

class CatalogLog {
 public:
  // What became of the write: applied, or passed over in favour of outcome.entry.
  // UNAVAILABLE: the broker did not confirm it; it may or may not stand on the log. RESOURCE_EXHAUSTED: too
  // many writes at once. CANCELLED: abandoned.
  using Done = absl::AnyInvocable<void(absl::StatusOr<Catalog::Outcome>)>;

  // Catalog and producer outlive it. INVALID_ARGUMENT: no brokers.
  static absl::StatusOr<std::unique_ptr<CatalogLog>> Create(const std::string& brokers,
                                                            const std::string& topic, Catalog& catalog,
                                                            kafka::Producer& producer);
  ~CatalogLog();  // stops

  // Reads from the beginning, and on, until Stop.
  void Start();
  // Ends reading; writes that wait end UNAVAILABLE. Idempotent.
  void Stop();

  // OK once all that was on the log at the start is applied, else why not.
  absl::Status ready() const;
  kafka::Backlog backlog() { return reader_->backlog(); }
  // Records that were no valid change and were passed over.
  std::int64_t skipped() const { return skipped_; }

  // `done` is called exactly once, on any thread; it must not block.
  void Write(const ContentChange& change, Done done);
  // Ends a write that nobody waits for any longer; it may still be applied. Nothing when it has ended.
  void Abandon(const std::string& change_id);

 private:
  CatalogLog(std::string topic, Catalog& catalog, kafka::Producer& producer,
             std::unique_ptr<kafka::LogReader> reader);
  absl::Status Apply(kafka::Batch batch);

  // Writes that wait for their record. Shared with the producer's callbacks, which may come after us.
  class Waiting {
   public:
    // False after Close; `done` is then left to the caller.
    bool Add(const std::string& change_id, Done& done);
    // Calls done of the write, if it still waits.
    void End(const std::string& change_id, absl::StatusOr<Catalog::Outcome> result);
    void Close(const absl::Status& reason);

   private:
    absl::Mutex mutex_;
    bool closed_ ABSL_GUARDED_BY(mutex_) = false;
    std::map<std::string, Done> writes_ ABSL_GUARDED_BY(mutex_);  // by change id
  };

  const std::string topic_;
  Catalog& catalog_;
  kafka::Producer& producer_;
  std::atomic<std::int64_t> skipped_ = 0;
  const std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
  const std::unique_ptr<kafka::LogReader> reader_;  // last: its thread uses the rest
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_CATALOG_LOG_H_
