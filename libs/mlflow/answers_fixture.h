// For tests: a server that answers what it is told to, failures included, and keeps what it was asked.
#ifndef MLFLOW_ANSWERS_FIXTURE_H_
#define MLFLOW_ANSWERS_FIXTURE_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::mlflow {

inline constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
inline constexpr char kBusy[] = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
inline constexpr char kCut[] = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\nhel";

// Answers one connection after the other with the given bytes; "" leaves the caller waiting. A server that
// fails to order, which the real one does not.
class Answers {
 public:
  explicit Answers(std::vector<std::string> answers) : answers_(std::move(answers)) {
    listen_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{
        .sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    REQUIRE(bind(listen_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    socklen_t length = sizeof(address);
    getsockname(listen_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    listen(listen_, 8);
    thread_ = std::thread([this] { Serve(); });
  }
  ~Answers() { Stop(); }

  std::string base() const { return absl::StrCat("http://127.0.0.1:", port_); }
  std::string url() const { return base() + "/x"; }
  // The requests that came, once nobody else may call.
  const std::vector<std::string>& Stop() {
    if (thread_.joinable()) {
      shutdown(listen_, SHUT_RDWR);
      thread_.join();
      close(listen_);
      for (const int caller : waiting_) close(caller);
    }
    return requests_;
  }

 private:
  void Serve() {
    for (const std::string& answer : answers_) {
      const int caller = accept(listen_, nullptr, nullptr);
      if (caller < 0) return;
      char buffer[4096];
      const ssize_t got = read(caller, buffer, sizeof(buffer));
      requests_.emplace_back(buffer, static_cast<size_t>(std::max<ssize_t>(got, 0)));
      if (answer.empty()) {
        waiting_.push_back(caller);
        continue;
      }
      (void)!write(caller, answer.data(), answer.size());
      close(caller);
    }
  }

  std::vector<std::string> answers_, requests_;
  std::vector<int> waiting_;
  int listen_ = -1;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace yachay::mlflow

#endif  // MLFLOW_ANSWERS_FIXTURE_H_
