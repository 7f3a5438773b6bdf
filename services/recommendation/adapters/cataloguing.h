// The parts of the catalogue, wired: its log → the items in memory → the catalog service; and what learners
// asked for lately, for its gaps.
#ifndef RECOMMENDATION_ADAPTERS_CATALOGUING_H_
#define RECOMMENDATION_ADAPTERS_CATALOGUING_H_

#include <cstdint>
#include <memory>

#include "adapters/catalog_rpc.h"
#include "adapters/demand_log.h"
#include "adapters/ground.h"

namespace yachay::recommendation {

class Cataloguing {
 public:
  // demand_records: of each partition's past answers that gaps are found from. The errors of
  // CatalogLog::Create and DemandLog::Create.
  static absl::StatusOr<std::unique_ptr<Cataloguing>> Create(const Ground& ground,
                                                             std::int64_t demand_records);

  const Catalog& catalog() const { return catalog_; }
  CatalogRpc& rpc() { return *rpc_; }
  // As CatalogLog's.
  absl::Status ready() const { return log_->ready(); }
  void Start();
  void Stop();

 private:
  Cataloguing() = default;

  Catalog catalog_;
  Demand demand_;
  std::unique_ptr<CatalogLog> log_;
  std::unique_ptr<DemandLog> demand_log_;
  std::unique_ptr<CatalogRpc> rpc_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_CATALOGUING_H_
