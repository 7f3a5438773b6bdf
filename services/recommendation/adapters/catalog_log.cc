#include "adapters/catalog_log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/catalog_codec.h"
#include "adapters/cloud_event.h"
#include "service/log.h"
#include "service/trace.h"

namespace yachay::recommendation {

absl::StatusOr<std::unique_ptr<CatalogLog>> CatalogLog::Create(const std::string& brokers,
                                                               const std::string& topic, Catalog& catalog,
                                                               kafka::Producer& producer) {
  auto reader = kafka::LogReader::Create({.brokers = brokers,
                                          .topic = topic,
                                          .client_id = "yachay-recommendation",
                                          .properties = {},
                                          .log = &LogKafka});
  if (!reader.ok()) return reader.status();
  return std::unique_ptr<CatalogLog>(new CatalogLog(topic, catalog, producer, *std::move(reader)));
}

CatalogLog::CatalogLog(std::string topic, Catalog& catalog, kafka::Producer& producer,
                       std::unique_ptr<kafka::LogReader> reader)
    : topic_(std::move(topic)), catalog_(catalog), producer_(producer), reader_(std::move(reader)) {}

CatalogLog::~CatalogLog() { Stop(); }

void CatalogLog::Start() {
  reader_->Follow([this](kafka::Batch batch) { return Apply(batch); });
}

void CatalogLog::Stop() {
  reader_->Stop();
  waiting_->Close(absl::UnavailableError("stopping; read the item to see whether it was written"));
}

absl::Status CatalogLog::ready() const {
  if (reader_->caught_up()) return absl::OkStatus();
  const absl::Status reading = reader_->status();
  return absl::UnavailableError(absl::StrCat("the catalogue is still being read from ", topic_, ", ",
                                             catalog_.size(), " items so far", reading.ok() ? "" : ": ",
                                             std::string(reading.message())));
}

absl::Status CatalogLog::Apply(kafka::Batch batch) {
  for (const kafka::ReceivedRecord& record : batch) {
    const absl::StatusOr<ContentChange> change = DecodeChange(record.value);
    if (!change.ok()) {
      ++skipped_;
      service::LogWarn(
          "passed over a record of the catalogue",
          {{"offset", record.offset},
           {"reason", std::string(change.status().message())},
           {"trace_id", service::TraceIdOfHeader(kafka::FindHeader(record, service::kTraceparent))}});
      continue;
    }
    waiting_->End(change->change_id, catalog_.Apply(*change));
  }
  return absl::OkStatus();
}

void CatalogLog::Write(const ContentChange& change, Done done) {
  if (!waiting_->Add(change.change_id, done)) return done(absl::UnavailableError("stopping"));
  const kafka::Record record{.key = change.content.id,
                             .value = EncodeChange(change),
                             .headers = CloudEventHeaders(
                                 change.change_id, "yachay.catalog.v1.ContentChanged", change.changed_at_ms),
                             .timestamp_ms = 0};
  const auto delivered = [waiting = waiting_,
                          id = change.change_id](const absl::StatusOr<kafka::Position>& at) {
    if (at.ok()) return;
    waiting->End(id, absl::UnavailableError(absl::StrCat("the broker did not confirm the write (",
                                                         at.status().message(),
                                                         "); read the item to see whether it was written")));
  };
  absl::Status queued = producer_.Produce(topic_, record, delivered);
  if (!queued.ok()) waiting_->End(change.change_id, std::move(queued));
}

void CatalogLog::Abandon(const std::string& change_id) {
  waiting_->End(change_id, absl::CancelledError("abandoned"));
}

bool CatalogLog::Waiting::Add(const std::string& change_id, Done& done) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return false;
  writes_[change_id] = std::move(done);
  return true;
}

void CatalogLog::Waiting::End(const std::string& change_id, absl::StatusOr<Catalog::Outcome> result) {
  Done done;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = writes_.find(change_id);
    if (found == writes_.end()) return;
    done = std::move(found->second);
    writes_.erase(found);
  }
  done(std::move(result));
}

void CatalogLog::Waiting::Close(const absl::Status& reason) {
  std::map<std::string, Done> writes;
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    writes.swap(writes_);
  }
  for (auto& [id, done] : writes) done(reason);
}

}  // namespace yachay::recommendation
