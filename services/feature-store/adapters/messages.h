#ifndef FEATURE_STORE_ADAPTERS_MESSAGES_H_
#define FEATURE_STORE_ADAPTERS_MESSAGES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/definitions.h"
#include "core/erasure.h"
#include "core/query.h"
#include "features/view.h"
#include "service/status.h"
#include "yachay/features/v1/features.pb.h"

// Between the messages of features.proto and the core.
namespace yachay::feature_store {

struct FeatureQuery {
  std::vector<features::FeatureRef> refs;
  std::vector<std::string> learner_ids;
  std::int64_t as_of_ms = 0;
  MinOffsets min_offsets;
};

// Reads a request; returns every violation, empty when `query` is good. `now_ms` stands for an absent as_of.
std::vector<service::FieldViolation> ReadRequest(const features::v1::GetFeaturesRequest& request,
                                                 const Definitions& definitions, std::int64_t now_ms,
                                                 FeatureQuery* query);

// The columns and the hash of every view among them. Takes the values out of `columns`.
void WriteResponse(std::vector<Column> columns, features::v1::GetFeaturesResponse* response);

void WriteView(const features::View& view, features::v1::FeatureView* out);
void WriteService(const FeatureService& service, features::v1::FeatureService* out);

// `retention_ms`: how long the log keeps a record.
void WriteReceipt(const Erasure& erasure, const std::string& learner_hash, std::int64_t retention_ms,
                  features::v1::GetErasureReceiptResponse* out);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_MESSAGES_H_
