#include "service/trace.h"

#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>

#include <random>

#include "absl/strings/str_format.h"

namespace yachay::service {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

// Hex digits at `from`, at least one of them not zero.
bool IsId(std::string_view value, size_t from, size_t length) {
  const std::string_view id = value.substr(from, length);
  return id.find_first_not_of(kHex) == std::string_view::npos &&
         id.find_first_not_of('0') != std::string_view::npos;
}

// Never 0, which is no id.
uint64_t NewId() {
  thread_local std::mt19937_64 random(std::random_device{}());
  return std::uniform_int_distribution<uint64_t>(1)(random);
}

}  // namespace

bool IsTraceparent(std::string_view value) {
  return value.size() == 55 && value.substr(0, 3) == "00-" && IsId(value, 3, 32) && value[35] == '-' &&
         IsId(value, 36, 16) && value[52] == '-' &&
         value.substr(53).find_first_not_of(kHex) == std::string_view::npos;
}

std::string WithSpan(std::string_view value, uint64_t span) {
  std::string next(value);
  return next.replace(36, 16, absl::StrFormat("%016x", span));
}

std::string NextSpan(std::string_view value) { return value.empty() ? "" : WithSpan(value, NewId()); }

std::string NewTraceparent() { return absl::StrFormat("00-%016x%016x-%016x-01", NewId(), NewId(), NewId()); }

std::string TraceparentOf(const std::string* header) {
  return header != nullptr && IsTraceparent(*header) ? *header : "";
}

std::string TraceIdOfHeader(const std::string* header) {
  return std::string(TraceIdOf(TraceparentOf(header)));
}

std::string TraceparentOf(const grpc::ServerContextBase& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(kTraceparent);
  if (found == metadata.end()) return "";
  const std::string_view value(found->second.data(), found->second.size());
  return IsTraceparent(value) ? std::string(value) : "";
}

void Carry(const std::string& traceparent, grpc::ClientContext& to) {
  if (!traceparent.empty()) to.AddMetadata(kTraceparent, traceparent);
}

}  // namespace yachay::service
