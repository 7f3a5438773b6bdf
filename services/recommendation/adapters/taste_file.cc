#include "adapters/taste_file.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/log.h"

namespace yachay::recommendation {

absl::StatusOr<std::unique_ptr<TasteFile>> TasteFile::Open(const std::string& path,
                                                           absl::Duration look_again) {
  std::unique_ptr<TasteFile> file(new TasteFile(path));
  if (path.empty()) return file;
  if (absl::Status read = file->Read(); !read.ok()) return read;
  file->thread_ = std::thread([self = file.get(), look_again] { self->Watch(look_again); });
  return file;
}

TasteFile::~TasteFile() {
  stop_.Notify();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const taste::Taste> TasteFile::Current() const {
  absl::MutexLock lock(&mutex_);
  return taste_;
}

void TasteFile::Watch(absl::Duration look_again) {
  absl::Status before;
  while (!stop_.WaitForNotificationWithTimeout(look_again)) {
    const absl::Status now = Read();
    if (!now.ok() && now != before)
      service::LogWarn("the taste cannot be read again; the one before goes on",
                       {{"reason", std::string(now.message())}});
    before = now;
  }
}

absl::Status TasteFile::Read() {
  std::ifstream in(path_, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat("--taste: cannot read ", path_));
  std::string json((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (json == read_) return absl::OkStatus();
  auto taste = taste::Taste::Parse(json);
  if (!taste.ok())
    return absl::InvalidArgumentError(absl::StrCat("--taste ", path_, ": ", taste.status().message()));
  const bool again = !read_.empty();
  read_ = std::move(json);
  if (again) service::LogInfo("read the taste again", {{"items", taste->items().size()}});
  auto made = std::make_shared<const taste::Taste>(*std::move(taste));
  absl::MutexLock lock(&mutex_);
  taste_ = std::move(made);
  return absl::OkStatus();
}

}  // namespace yachay::recommendation
