#include "core/catalog.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace yachay::recommendation {

std::string Name(State state) {
  constexpr const char* kNames[] = {"draft", "in review", "published", "archived"};
  return kNames[static_cast<int>(state)];
}

Catalog::Outcome Catalog::Apply(const ContentChange& change) {
  absl::MutexLock lock(&mutex_);
  Outcome outcome = Judge(change);
  if (!outcome.applied) return outcome;
  EntryPtr& slot = entries_[change.content.id];
  if (slot && slot->state != State::kArchived) skills_.Remove(slot->content);
  if (change.state != State::kArchived) skills_.Add(change.content);
  slot = outcome.entry;
  published_ = nullptr;
  return outcome;
}

Catalog::Outcome Catalog::Try(const ContentChange& change) const {
  absl::MutexLock lock(&mutex_);
  return Judge(change);
}

Catalog::Outcome Catalog::Judge(const ContentChange& change) const {
  const auto found = entries_.find(change.content.id);
  EntryPtr now = found == entries_.end() ? nullptr : found->second;
  const std::uint64_t revision = now ? now->revision : 0;
  if (change.base_revision != revision) return {.applied = false, .entry = std::move(now), .invalid = {}};
  std::vector<Violation> invalid = Validate(change.content);
  if (invalid.empty()) invalid = CheckCircle(change, now);
  if (!invalid.empty()) return {.applied = false, .entry = std::move(now), .invalid = std::move(invalid)};
  return {.applied = true,
          .entry = std::make_shared<const CatalogEntry>(
              CatalogEntry{.content = change.content,
                           .revision = revision + 1,
                           .published = change.state == State::kPublished,
                           .changed_at_ms = change.changed_at_ms,
                           .state = change.state}),
          .invalid = {}};
}

std::vector<Violation> Catalog::CheckCircle(const ContentChange& change, const EntryPtr& now) const {
  if (change.state == State::kArchived || change.content.prerequisites.empty()) return {};
  const bool stands = now && now->state != State::kArchived;
  if (stands && now->content.skills == change.content.skills &&
      now->content.prerequisites == change.content.prerequisites) {
    return {};  // nothing new is needed: do not walk the graph for each publication
  }
  std::vector<std::string> circle;
  if (stands) {
    SkillGraph others = skills_;  // what the item said before no longer counts
    others.Remove(now->content);
    circle = others.Circle(change.content);
  } else {
    circle = skills_.Circle(change.content);
  }
  if (circle.empty()) return {};
  return {{"prerequisite_skill_ids",
           absl::StrCat("expected no skill to need itself: ", absl::StrJoin(circle, " needs "))}};
}

EntryPtr Catalog::Find(const std::string& id) const {
  absl::MutexLock lock(&mutex_);
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second;
}

Catalog::Page Catalog::List(const std::string& after, std::size_t size, const ContentFilter& filter) const {
  const ContentMatcher matcher(filter);
  Page page;
  absl::MutexLock lock(&mutex_);
  for (const auto& [id, entry] : entries_) {
    if (!matcher.Fits(*entry)) continue;
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
