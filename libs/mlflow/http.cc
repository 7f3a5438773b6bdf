#include "mlflow/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace yachay::mlflow {
namespace {

struct Sink {
  std::string* body;
  size_t most;
};

size_t Write(char* bytes, size_t size, size_t count, void* to) {
  auto* sink = static_cast<Sink*>(to);
  if (sink->body->size() + size * count > sink->most) return 0;  // curl ends the call
  sink->body->append(bytes, size * count);
  return size * count;
}

using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

Headers MakeHeaders(const HttpRequest& request, const std::string& authorization) {
  curl_slist* list = nullptr;
  const auto add = [&list](const char* name, const std::string& value) {
    if (!value.empty()) list = curl_slist_append(list, absl::StrCat(name, ": ", value).c_str());
  };
  add("Authorization", authorization);
  add("Content-Type", request.content_type);
  list = curl_slist_append(list, "Expect:");  // no wait for "100 Continue" before a file is sent
  return {list, &curl_slist_free_all};
}

void SetTimes(CURL* curl, const HttpOptions& options, bool file) {
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, absl::ToInt64Milliseconds(options.connect_timeout));
  if (!file) {
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, absl::ToInt64Milliseconds(options.timeout));
    return;
  }
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, std::max<long>(1, absl::ToInt64Seconds(options.timeout)));
}

void SetRequest(CURL* curl, const HttpRequest& request) {
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  if (request.method == "GET") return;
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

// scheme://host:port of a URL.
std::string Origin(const std::string& url) {
  const size_t host = url.find("://");
  return url.substr(0, host == std::string::npos ? host : url.find('/', host + 3));
}

absl::Status ToStatus(CURLcode code, const HttpRequest& request, const char* detail, size_t most) {
  const std::string what = detail[0] != '\0' ? detail : curl_easy_strerror(code);
  const std::string message = absl::StrCat(Origin(request.url), ": ", what);
  if (code == CURLE_OPERATION_TIMEDOUT) return absl::DeadlineExceededError(message);
  if (code == CURLE_WRITE_ERROR) {
    return absl::ResourceExhaustedError(absl::StrCat(Origin(request.url), ": more than ", most, " bytes"));
  }
  if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
    return absl::InvalidArgumentError(message);
  return absl::UnavailableError(message);
}

bool Busy(int status) { return status == 429 || status >= 500; }

}  // namespace

struct HttpClient::Attempt {
  absl::StatusOr<HttpResponse> answer;
  bool again = false;
};

HttpClient::HttpClient(HttpOptions options) : options_(std::move(options)) {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)once;
}

HttpClient::~HttpClient() {
  absl::MutexLock lock(&mutex_);
  for (void* handle : idle_) curl_easy_cleanup(handle);
}

void* HttpClient::Take() const {
  absl::MutexLock lock(&mutex_);
  if (idle_.empty()) return curl_easy_init();
  void* handle = idle_.back();
  idle_.pop_back();
  return handle;
}

void HttpClient::Give(void* handle) const {
  curl_easy_reset(handle);  // keeps the connection
  absl::MutexLock lock(&mutex_);
  idle_.push_back(handle);
}

HttpClient::Attempt HttpClient::TryOnce(const HttpRequest& request) const {
  absl::StatusOr<std::string> authorization = "";
  if (options_.authorization) authorization = options_.authorization();
  if (!authorization.ok()) return {authorization.status()};
  CURL* curl = Take();
  if (curl == nullptr) return {absl::ResourceExhaustedError("curl cannot make a handle")};
  HttpResponse response;
  Sink sink{&response.body, options_.max_bytes};
  char detail[CURL_ERROR_SIZE] = "";
  const Headers headers = MakeHeaders(request, *authorization);
  SetRequest(curl, request);
  SetTimes(curl, options_, request.file);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);  // trap: curl's alarm() is not for threads
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Write);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &sink);
  if (!options_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_file.c_str());

  const CURLcode code = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  Give(curl);
  response.status = static_cast<int>(status);
  if (code == CURLE_OK) return {std::move(response), request.repeatable && Busy(response.status)};
  const bool never_sent = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST;
  const bool broke = code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING ||
                     code == CURLE_PARTIAL_FILE;
  return {ToStatus(code, request, detail, options_.max_bytes), never_sent || (broke && request.repeatable)};
}

absl::StatusOr<HttpResponse> HttpClient::Send(const HttpRequest& request) const {
  absl::Duration wait = options_.backoff;
  for (int left = options_.tries - 1;; --left, wait *= 2) {
    Attempt attempt = TryOnce(request);
    if (!attempt.again || left <= 0) return std::move(attempt.answer);
    absl::SleepFor(wait);
  }
}

std::string EscapeUrl(std::string_view text) {
  std::string escaped;
  for (const unsigned char c : text) {
    const bool plain = (c < 128 && absl::ascii_isalnum(c)) || c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      escaped += static_cast<char>(c);
    } else {
      absl::StrAppend(&escaped, "%", absl::Hex(c, absl::kZeroPad2));
    }
  }
  return escaped;
}

}  // namespace yachay::mlflow
