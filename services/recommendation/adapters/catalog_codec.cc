#include "adapters/catalog_codec.h"

#include <algorithm>
#include <limits>

#include "adapters/proto_time.h"

namespace yachay::recommendation {
namespace {

using catalog::v1::ContentItem;

// The wire's kinds count from 1, in the order of ours. None of ours stays none, for Validate to name.
delivery::VariantKind KindOf(const catalog::v1::Variant& variant) {
  return static_cast<delivery::VariantKind>(variant.kind() - catalog::v1::Variant::KIND_TEXT);
}

// What is too large for the type is as wrong as the largest value of the type.
int Clamp(std::uint32_t value) {
  return static_cast<int>(std::min<std::uint32_t>(value, std::numeric_limits<int>::max()));
}
std::int64_t Clamp(std::uint64_t value) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(value, std::numeric_limits<std::int64_t>::max()));
}

State StateOf(const catalog::v1::ContentChanged& change) {
  if (const std::optional<State> state = FromProto(change.state())) return *state;
  return change.published() ? State::kPublished : State::kDraft;
}

}  // namespace

catalog::v1::State ToProto(State state) {
  return static_cast<catalog::v1::State>(static_cast<int>(state) + catalog::v1::STATE_DRAFT);
}

std::optional<State> FromProto(catalog::v1::State state) {
  if (state < catalog::v1::STATE_DRAFT || state > catalog::v1::STATE_ARCHIVED) return std::nullopt;
  return static_cast<State>(state - catalog::v1::STATE_DRAFT);
}

Content FromProto(const ContentItem& item) {
  Content content{
      .id = item.content_id(),
      .title = item.title(),
      .skills = {item.skill_ids().begin(), item.skill_ids().end()},
      .prerequisites = {item.prerequisite_skill_ids().begin(), item.prerequisite_skill_ids().end()},
      .language = item.language(),
      .grade_min = Clamp(item.grade_min()),
      .grade_max = Clamp(item.grade_max()),
      .difficulty = item.difficulty(),
      .expected_seconds = Clamp(item.expected_seconds()),
      .variants = {},
      .owner = item.owner_id()};
  for (const catalog::v1::Variant& variant : item.variants()) {
    content.variants.push_back({.id = variant.variant_id(),
                                .kind = KindOf(variant),
                                .bytes = Clamp(std::uint64_t{variant.bytes()}),
                                .min_ram_mib = variant.min_ram_mib(),
                                .codecs = {variant.codecs().begin(), variant.codecs().end()},
                                .sha256 = variant.sha256()});
  }
  return content;
}

ContentItem ToProto(const Content& content) {
  ContentItem item;
  item.set_content_id(content.id);
  item.set_title(content.title);
  item.mutable_skill_ids()->Add(content.skills.begin(), content.skills.end());
  item.mutable_prerequisite_skill_ids()->Add(content.prerequisites.begin(), content.prerequisites.end());
  item.set_language(content.language);
  item.set_grade_min(static_cast<std::uint32_t>(content.grade_min));
  item.set_grade_max(static_cast<std::uint32_t>(content.grade_max));
  item.set_difficulty(content.difficulty);
  item.set_expected_seconds(static_cast<std::uint32_t>(content.expected_seconds));
  for (const delivery::Variant& variant : content.variants) {
    catalog::v1::Variant* out = item.add_variants();
    out->set_variant_id(variant.id);
    out->set_kind(static_cast<catalog::v1::Variant::Kind>(static_cast<int>(variant.kind) +
                                                          catalog::v1::Variant::KIND_TEXT));
    out->set_bytes(static_cast<std::uint64_t>(variant.bytes));
    out->set_min_ram_mib(static_cast<std::uint32_t>(variant.min_ram_mib));
    out->mutable_codecs()->Add(variant.codecs.begin(), variant.codecs.end());
    out->set_sha256(variant.sha256);
  }
  item.set_owner_id(content.owner);
  return item;
}

catalog::v1::CatalogEntry ToProto(const CatalogEntry& entry) {
  catalog::v1::CatalogEntry out;
  *out.mutable_item() = ToProto(entry.content);
  out.set_revision(entry.revision);
  out.set_published(entry.published);
  *out.mutable_changed_at() = TimestampOf(entry.changed_at_ms);
  out.set_state(ToProto(entry.state));
  return out;
}

std::string EncodeChange(const ContentChange& change) {
  catalog::v1::ContentChanged out;
  out.set_change_id(change.change_id);
  out.set_base_revision(change.base_revision);
  *out.mutable_item() = ToProto(change.content);
  out.set_published(change.state == State::kPublished);
  out.set_state(ToProto(change.state));
  *out.mutable_changed_at() = TimestampOf(change.changed_at_ms);
  return out.SerializeAsString();
}

absl::StatusOr<ContentChange> DecodeChange(const std::string& bytes) {
  catalog::v1::ContentChanged in;
  if (!in.ParseFromString(bytes)) return absl::InvalidArgumentError("not a yachay.catalog.v1.ContentChanged");
  return ContentChange{.change_id = in.change_id(),
                       .base_revision = in.base_revision(),
                       .content = FromProto(in.item()),
                       .state = StateOf(in),
                       .changed_at_ms = MillisecondsOf(in.changed_at())};
}

}  // namespace yachay::recommendation
