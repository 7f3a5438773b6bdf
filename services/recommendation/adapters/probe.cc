#include "adapters/probe.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include "adapters/catalog_log.h"
#include "adapters/rewards.h"
#include "adapters/watchers.h"

namespace yachay::recommendation {

Probe::Probe(service::Metrics& metrics)
    : metrics_(metrics),
      ranking_(metrics.Histogram("yachay_recommendation_ranking_seconds", "Time to filter, score and rank")),
      lost_(metrics.Counter("yachay_recommendation_log_lost_total",
                            "Answers whose record did not reach the broker")) {}

void Probe::Answered(const std::string& fallback, const std::string& policy, absl::Duration ranking) {
  metrics_
      .Counter("yachay_recommendation_answers_total",
               "Answers, by how much they rest on and what ordered them",
               {{"fallback", fallback}, {"policy", policy}})
      .Increment();
  ranking_.Observe(absl::ToDoubleSeconds(ranking));
}

void Probe::Became(const std::string& policy, const std::string& fallback, const std::string& outcome) {
  metrics_
      .Counter("yachay_recommendation_outcomes_total", "Answers of which something became",
               {{"policy", policy}, {"fallback", fallback}, {"outcome", outcome}})
      .Increment();
}

void Probe::LogLost() { lost_.Increment(); }

void Probe::Watch(const kafka::Producer& log) {
  prometheus::Gauge& waiting = metrics_.Gauge("yachay_recommendation_log_waiting_records",
                                              "Answers whose record waits for the broker");
  metrics_.OnScrape([&] { waiting.Set(static_cast<double>(log.queued())); });
}

void Probe::Watch(const Catalog& catalog, const CatalogLog& log) {
  prometheus::Gauge& items =
      metrics_.Gauge("yachay_catalog_items", "Items of the catalogue, drafts included");
  prometheus::Gauge& published =
      metrics_.Gauge("yachay_catalog_published_items", "Items that may be recommended");
  prometheus::Gauge& skipped =
      metrics_.Gauge("yachay_catalog_skipped_records", "Records that were no valid change");
  metrics_.OnScrape([&] {
    items.Set(static_cast<double>(catalog.size()));
    published.Set(static_cast<double>(catalog.Published()->size()));
    skipped.Set(static_cast<double>(log.skipped()));
  });
}

void Probe::Watch(const Rewards& rewards, const Watchers& watchers) {
  prometheus::Gauge& learners =
      metrics_.Gauge("yachay_leaderboard_learners", "Learners who have earned something in the weeks kept");
  prometheus::Gauge& skipped =
      metrics_.Gauge("yachay_rewards_skipped_records", "Records that were no rewards");
  prometheus::Gauge& watching = metrics_.Gauge("yachay_watchers", "Calls of Watch that are open");
  metrics_.OnScrape([&] {
    learners.Set(static_cast<double>(rewards.learners()));
    skipped.Set(static_cast<double>(rewards.skipped()));
    watching.Set(static_cast<double>(watchers.size()));
  });
}

}  // namespace yachay::recommendation
