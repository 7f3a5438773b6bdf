// The catalogue between the wire and the core.
#ifndef RECOMMENDATION_ADAPTERS_CATALOG_CODEC_H_
#define RECOMMENDATION_ADAPTERS_CATALOG_CODEC_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "core/catalog.h"
#include "yachay/catalog/v1/catalog.pb.h"

namespace yachay::recommendation {

// Says nothing about validity: Validate does.
Content FromProto(const catalog::v1::ContentItem& item);
catalog::v1::ContentItem ToProto(const Content& content);
catalog::v1::State ToProto(State state);
std::optional<State> FromProto(catalog::v1::State state);  // nullopt: unspecified, or none of ours
catalog::v1::CatalogEntry ToProto(const CatalogEntry& entry);

// The values of the topic. DecodeChange: INVALID_ARGUMENT when the bytes are not a ContentChanged.
std::string EncodeChange(const ContentChange& change);
absl::StatusOr<ContentChange> DecodeChange(const std::string& bytes);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_CATALOG_CODEC_H_
