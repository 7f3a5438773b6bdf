#include "core/catalog.h"

#include <algorithm>

namespace yachay::recommendation {
namespace {

bool Has(const std::vector<std::string>& skills, const std::string& skill) {
  return skill.empty() || std::find(skills.begin(), skills.end(), skill) != skills.end();
}

}  // namespace

Catalog::Outcome Catalog::Apply(const ContentChange& change) {
  const bool valid = Validate(change.content).empty();
  absl::MutexLock lock(&mutex_);
  const auto found = entries_.find(change.content.id);
  EntryPtr now = found == entries_.end() ? nullptr : found->second;
  const std::uint64_t revision = now ? now->revision : 0;
  if (!valid || change.base_revision != revision) return {.applied = false, .entry = std::move(now)};
  auto next = std::make_shared<const CatalogEntry>(CatalogEntry{.content = change.content,
                                                                .revision = revision + 1,
                                                                .published = change.published,
                                                                .changed_at_ms = change.changed_at_ms});
  entries_[change.content.id] = next;
  published_ = nullptr;
  return {.applied = true, .entry = std::move(next)};
}

EntryPtr Catalog::Find(const std::string& id) const {
  absl::MutexLock lock(&mutex_);
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second;
}

Catalog::Page Catalog::List(const std::string& after, std::size_t size, const std::string& skill,
                            bool published_only) const {
  Page page;
  absl::MutexLock lock(&mutex_);
  for (const auto& [id, entry] : entries_) {
    if ((published_only && !entry->published) || !Has(entry->content.skills, skill)) continue;
    page.total += 1;
    if (id <= after) continue;
    if (page.entries.size() < size) {
      page.entries.push_back(entry);
    } else if (page.next_after.empty() && !page.entries.empty()) {
      page.next_after = page.entries.back()->content.id;
    }
  }
  return page;
}

std::shared_ptr<const Entries> Catalog::Published() const {
  absl::MutexLock lock(&mutex_);
  if (published_) return published_;
  auto published = std::make_shared<Entries>();
  for (const auto& [id, entry] : entries_) {
    if (entry->published) published->push_back(entry);
  }
  published_ = published;
  return published;
}

std::size_t Catalog::size() const {
  absl::MutexLock lock(&mutex_);
  return entries_.size();
}

}  // namespace yachay::recommendation
