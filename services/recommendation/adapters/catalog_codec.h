// The catalogue between the wire and the core.
#ifndef RECOMMENDATION_ADAPTERS_CATALOG_CODEC_H_
#define RECOMMENDATION_ADAPTERS_CATALOG_CODEC_H_

#include <string>

#include "absl/status/statusor.h"
#include "core/catalog.h"
#include "yachay/catalog/v1/catalog.pb.h"

namespace yachay::recommendation {

// Says nothing about validity: Validate does.
// INVALID_ARGUMENT: a variant whose kind is not one of the proto's, or a number too large for any rule to
// hold.
absl::StatusOr<Content> FromProto(const catalog::v1::ContentItem& item);
catalog::v1::ContentItem ToProto(const Content& content);
catalog::v1::CatalogEntry ToProto(const CatalogEntry& entry);

// The values of the topic. DecodeChange: INVALID_ARGUMENT when the bytes are not a ContentChanged, or as
// FromProto.
std::string EncodeChange(const ContentChange& change);
absl::StatusOr<ContentChange> DecodeChange(const std::string& bytes);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_CATALOG_CODEC_H_
