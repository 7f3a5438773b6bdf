#include "cli/predict_progress.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "models/files.h"

namespace yachay::cli {

using Json = nlohmann::ordered_json;

bool ReadProgress(const std::string& path, const std::string& job, PredictProgress& progress) {
  const auto text = models::ReadWholeFile(path);
  if (!text.ok()) return false;
  try {
    const Json json = Json::parse(*text);
    PredictProgress read{.job = json.at("job")};
    json.at("read").get_to(read.read);
    json.at("line").get_to(read.line);
    json.at("written").get_to(read.written);
    json.at("rows").get_to(read.rows);
    json.at("missing_cells").get_to(read.missing_cells);
    json.at("unseen_categories").get_to(read.unseen_categories);
    json.at("predictions").get_to(read.predictions);
    if (read.job != job) return false;
    progress = std::move(read);
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

absl::Status WriteProgress(const std::string& path, const PredictProgress& progress) {
  const Json json = {{"job", progress.job},
                     {"read", progress.read},
                     {"line", progress.line},
                     {"written", progress.written},
                     {"rows", progress.rows},
                     {"missing_cells", progress.missing_cells},
                     {"unseen_categories", progress.unseen_categories},
                     {"predictions", progress.predictions}};
  return models::WriteFileAtomically(path, json.dump() + "\n");
}

PartialFile::~PartialFile() {
  if (file_ >= 0) close(file_);
}

absl::Status PartialFile::Open(uint64_t size) {
  file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0) return absl::ErrnoToStatus(errno, absl::StrCat(path_, ": cannot create"));
  const off_t end = lseek(file_, 0, SEEK_END);
  if (end < static_cast<off_t>(size))
    return absl::OutOfRangeError(absl::StrCat(path_, ": shorter than its progress says"));
  if (ftruncate(file_, static_cast<off_t>(size)) != 0 || lseek(file_, 0, SEEK_END) < 0)
    return absl::ErrnoToStatus(errno, absl::StrCat(path_, ": cannot cut to what counts"));
  return absl::OkStatus();
}

absl::Status PartialFile::Append(const std::string& text) {
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t wrote = write(file_, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0)
      return absl::ErrnoToStatus(errno, absl::StrCat(path_,
                                                     ": cannot write; make room, then run the same command "
                                                     "again: it goes on where it stopped"));
    done += static_cast<size_t>(wrote);
  }
  return absl::OkStatus();
}

absl::Status PartialFile::Sync() {
  if (fdatasync(file_) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat(path_, ": cannot sync"));
}

absl::Status PartialFile::Finish(const std::string& final_path) {
  if (auto status = Sync(); !status.ok()) return status;
  if (std::rename(path_.c_str(), final_path.c_str()) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat(final_path, ": cannot rename into place"));
}

}  // namespace yachay::cli
