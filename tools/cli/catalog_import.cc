#include "cli/catalog_import.h"

#include <google/protobuf/util/message_differencer.h>

#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "cli/catalog_circles.h"

namespace yachay::cli {
namespace {

using Entry = catalog::v1::CatalogEntry;
using google::protobuf::util::MessageDifferencer;

bool IsDown(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

class Importer {
 public:
  Importer(CatalogClient& client, const ImportOptions& options) : client_(client), options_(options) {}

  absl::StatusOr<ImportReport> Run(const std::vector<FileItem>& items) {
    report_.items = static_cast<int>(items.size());
    if (absl::Status status = LookAtSkills(); !status.ok()) return status;
    std::vector<const FileItem*> right;
    for (const FileItem& item : items) {
      const absl::StatusOr<bool> tried = Try(item);
      if (!tried.ok()) return tried.status();
      if (*tried) right.push_back(&item);
    }
    if (options_.check_only || (!options_.partial && !report_.errors.empty())) return report_;
    for (const FileItem* item : right) {
      if (absl::Status status = Write(*item); !status.ok()) return status;
    }
    return report_;
  }

 private:
  void Add(const FileItem& item, absl::string_view what) {
    report_.errors.push_back({item.where, std::string(what)});
  }
  // OK: noted as the item's error. Otherwise nothing more can be written.
  absl::Status Note(const FileItem& item, const absl::Status& status) {
    if (IsDown(status)) return status;
    Add(item, status.message());
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<Entry>> Now(const FileItem& item) {
    absl::StatusOr<Entry> entry = client_.Get(item.item.content_id());
    if (entry.ok()) return *std::move(entry);
    if (absl::IsNotFound(entry.status())) return std::optional<Entry>();
    return entry.status();
  }

  absl::Status LookAtSkills() {
    return client_.List({}, [&](const Entry& entry) {
      if (entry.state() != catalog::v1::STATE_ARCHIVED)
        circles_.Put(entry.item(), absl::StrCat("catalogue item ", entry.item().content_id()));
    });
  }

  // Whether the item, written after those before it in the file, leaves every skill free of needing itself.
  // What is archived counts for nothing.
  bool ClosesNoCircle(const FileItem& item, const std::optional<Entry>& now) {
    const auto before = now ? now->state() : catalog::v1::STATE_DRAFT;
    const bool archives = item.state.value_or(before) == catalog::v1::STATE_ARCHIVED;
    if (archives && before == catalog::v1::STATE_ARCHIVED) return true;
    const std::string circle = circles_.Put(item.item, item.where);
    if (!circle.empty()) Add(item, absl::StrCat("prerequisites: ", circle));
    if (archives) circles_.Remove(item.item.content_id());
    return circle.empty();
  }

  // Whether the item can be written.
  absl::StatusOr<bool> Try(const FileItem& item) {
    for (const std::string& problem : item.problems) Add(item, problem);
    const auto [first, fresh] = seen_.emplace(item.item.content_id(), item.where);
    if (!fresh && !item.item.content_id().empty())
      Add(item,
          absl::StrCat("content_id: \"", item.item.content_id(), "\" stands at ", first->second, " too"));
    const std::size_t errors = report_.errors.size();
    if (!item.problems.empty()) return false;
    const auto now = Now(item);
    if (!now.ok()) return now.status();
    absl::StatusOr<Entry> tried;
    if (!*now) {
      tried = client_.Create(item.item, true);
    } else if (!MessageDifferencer::Equals((*now)->item(), item.item)) {
      tried = client_.Revise(item.item, item.revision > 0 ? item.revision : (*now)->revision(), true);
    }
    if (!tried.ok() && !absl::IsUnknown(tried.status())) {
      if (absl::Status status = Note(item, tried.status()); !status.ok()) return status;
    }
    return report_.errors.size() == errors && ClosesNoCircle(item, *now);
  }

  absl::Status Write(const FileItem& item) {
    const auto now = Now(item);
    if (!now.ok()) return now.status();
    absl::StatusOr<Entry> entry;
    if (!*now) {
      entry = client_.Create(item.item);
      report_.created += entry.ok() ? 1 : 0;
    } else if (!MessageDifferencer::Equals((*now)->item(), item.item)) {
      entry = client_.Revise(item.item, item.revision > 0 ? item.revision : (*now)->revision());
      report_.revised += entry.ok() ? 1 : 0;
    } else {
      entry = **now;
      report_.unchanged += item.state.value_or(entry->state()) == entry->state() ? 1 : 0;
    }
    if (!entry.ok()) return Note(item, entry.status());
    return Move(item, *entry);
  }

  absl::Status Move(const FileItem& item, const Entry& entry) {
    if (!item.state || *item.state == entry.state()) return absl::OkStatus();
    const std::string& id = entry.item().content_id();
    absl::StatusOr<Entry> moved = absl::FailedPreconditionError("state: an item does not go back to draft");
    if (*item.state == catalog::v1::STATE_IN_REVIEW) moved = client_.Submit(id, entry.revision());
    if (*item.state == catalog::v1::STATE_PUBLISHED) moved = client_.Publish(id, entry.revision());
    if (*item.state == catalog::v1::STATE_ARCHIVED) moved = client_.Archive(id, entry.revision());
    if (!moved.ok()) return Note(item, moved.status());
    report_.moved += 1;
    return absl::OkStatus();
  }

  CatalogClient& client_;
  const ImportOptions options_;
  ImportReport report_;
  std::map<std::string, std::string> seen_;  // where each id stood first
  CatalogCircles circles_;                   // the catalogue, and what is right of the file so far
};

}  // namespace

absl::StatusOr<ImportReport> ImportCatalog(CatalogClient& client, const std::vector<FileItem>& items,
                                           const ImportOptions& options) {
  return Importer(client, options).Run(items);
}

}  // namespace yachay::cli
