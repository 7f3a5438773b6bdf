#include "core/commit.h"

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/journal.h"

namespace yachay::feature_store {
namespace {

// Deletes count as gone: then the fence goes too, and nothing is left of a tag that is erased.
std::map<std::string, bool> TagsOf(const kv::WriteBatch& batch, const std::string& head) {
  std::map<std::string, bool> kept;
  for (const auto& op : batch.ops()) {
    if (op.key != head) kept[std::string(kv::HashTag(op.key))] |= op.value.has_value();
  }
  return kept;
}

absl::StatusOr<Journal> MakeJournal(kv::Store& store, const std::string& head,
                                    const std::optional<std::string>& before, const kv::WriteBatch& batch) {
  Journal journal{before, "", {}};
  for (const auto& op : batch.ops()) {
    if (op.key == head) {
      journal.after = op.value.value_or("");
    } else {
      op.value ? journal.tags.Put(op.key, *op.value) : journal.tags.Delete(op.key);
    }
  }
  const auto tags = TagsOf(batch, head);
  std::vector<std::string> fences;
  for (const auto& [tag, kept] : tags) fences.push_back(FenceKey(tag));
  const auto now = store.MultiGet(fences);
  if (!now.ok()) return now.status();
  const std::string fence = absl::StrCat(head, "=", journal.after);
  auto value = now->begin();
  for (const auto& [tag, kept] : tags) {
    kept ? journal.tags.Put(FenceKey(tag), fence) : journal.tags.Delete(FenceKey(tag));
    journal.tags.Expect(FenceKey(tag), *value++);
  }
  return journal;
}

absl::Status Note(kv::Store& store, const std::string& head, const Journal& journal,
                  const std::string& bytes) {
  kv::WriteBatch note;
  note.Put(JournalKey(head), bytes);
  note.Expect(head, journal.before);
  note.Expect(JournalKey(head), std::nullopt);
  return store.Write(note);
}

// The end of a journal: the head moves, or stays where the journal is given up.
absl::Status Close(kv::Store& store, const std::string& head, const Journal& journal,
                   const std::string& bytes, bool moved) {
  kv::WriteBatch close;
  close.Delete(JournalKey(head));
  if (moved) close.Put(head, journal.after);
  close.Expect(head, journal.before);
  close.Expect(JournalKey(head), bytes);
  return store.Write(close);
}

absl::Status Do(kv::Store& store, const std::string& head, const Journal& journal, const std::string& bytes) {
  if (absl::Status done = store.Write(journal.tags); !done.ok()) return done;
  return Close(store, head, journal, bytes, /*moved=*/true);
}

// A fence that is neither as expected nor as written, while the head has not moved: the learner has records
// in another partition too, and its owner was there in between. The journal is given up; folding again from
// the head passes over what was done.
absl::Status Finish(kv::Store& store, const std::string& head, const std::string& bytes) {
  const auto journal = DecodeJournal(bytes);
  if (!journal.ok()) return journal.status();
  const absl::Status done = Do(store, head, *journal, bytes);
  if (!absl::IsAborted(done)) return done;
  return Close(store, head, *journal, bytes, /*moved=*/false);
}

}  // namespace

std::string JournalKey(std::string_view head) { return absl::StrCat("j/{", std::string(head), "}"); }
std::string FenceKey(std::string_view tag) { return absl::StrCat("f/{", std::string(tag), "}"); }

absl::StatusOr<std::optional<std::string>> TakeHead(kv::Store& store, const std::string& head) {
  const std::vector<std::string> keys = {head, JournalKey(head)};
  auto values = store.MultiGet(keys);
  if (!values.ok()) return values.status();
  if (!values->back()) return std::move(values->front());
  if (absl::Status finished = Finish(store, head, *values->back()); !finished.ok()) return finished;
  return store.Get(head);
}

absl::Status Commit(kv::Store& store, const std::string& head, const std::optional<std::string>& before,
                    const kv::WriteBatch& batch) {
  if (!store.shared()) return store.Write(batch);
  const auto journal = MakeJournal(store, head, before, batch);
  if (!journal.ok()) return journal.status();
  const std::string bytes = EncodeJournal(*journal);
  if (bytes.size() > kMaxJournalBytes)
    return absl::OutOfRangeError(absl::StrCat("a batch of ", bytes.size(), " bytes; give fewer records"));
  if (absl::Status noted = Note(store, head, *journal, bytes); !noted.ok()) return noted;
  return Do(store, head, *journal, bytes);
}

}  // namespace yachay::feature_store
