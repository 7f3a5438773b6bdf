// HTTP calls with libcurl: timeouts, bounded retries, connections that are kept.
//
//   HttpClient client({.authorization = "Bearer …"});
//   auto answer = client.Send({.method = "GET", .url = "http://127.0.0.1:5000/health"});
//
// Any answer of the server is an answer, whatever its status. Errors: Unavailable (nobody answers, the
// connection broke), DeadlineExceeded, ResourceExhausted (more than `max_bytes`), each with scheme, host and
// reason. The authorization stands in no message. Redirects are not followed: the authorization would go
// along. Thread-safe.
#ifndef MLFLOW_HTTP_H_
#define MLFLOW_HTTP_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "mlflow/authorization.h"

namespace yachay::mlflow {

struct HttpOptions {
  Authorization authorization;  // asked for each try; empty: none. Its error is the call's
  std::string ca_file;          // certificates to trust, PEM; empty: the system's
  absl::Duration connect_timeout = absl::Seconds(3);
  absl::Duration timeout = absl::Seconds(10);        // of a call; a file may take longer while its bytes move
  int tries = 3;                                     // 1: no retry
  absl::Duration backoff = absl::Milliseconds(200);  // before the second try; doubles
  size_t max_bytes = size_t{1} << 30;                // of an answer
};

struct HttpRequest {
  std::string method;  // GET | POST | PUT
  std::string url;
  std::string body = {};
  std::string content_type = {};
  bool file = false;        // body or answer is a file: only stalling is timed
  bool repeatable = false;  // has the same effect twice: also tried again after a 429, a 5xx or a break
};

struct HttpResponse {
  int status = 0;
  std::string body;
};

class HttpClient {
 public:
  explicit HttpClient(HttpOptions options);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  absl::StatusOr<HttpResponse> Send(const HttpRequest& request) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Attempt;
  Attempt TryOnce(const HttpRequest& request) const;
  void* Take() const ABSL_LOCKS_EXCLUDED(mutex_);
  void Give(void* handle) const ABSL_LOCKS_EXCLUDED(mutex_);

  const HttpOptions options_;
  mutable absl::Mutex mutex_;
  mutable std::vector<void*> idle_ ABSL_GUARDED_BY(mutex_);  // curl handles with their open connections
};

// One segment of a path, or a value of a query, escaped.
std::string EscapeUrl(std::string_view text);

}  // namespace yachay::mlflow

#endif  // MLFLOW_HTTP_H_
