// W3C Trace Context (https://www.w3.org/TR/trace-context/, version 00): "00-<trace id>-<span id>-<flags>" in
// the metadata key and the record header `traceparent`. Every service that a call passes has a span of its
// own in the trace that the first caller began, and so has what a record causes; without a trace nothing is
// carried. Every function may be called from any thread.
//
//   call->trace = service::TraceparentOf(*context);      // in a handler: the span of this call
//   service::Carry(call->trace, client_context);         // on the way out: the next server's parent
//   trace = service::NextSpan(service::TraceparentOf(kafka::FindHeader(record, service::kTraceparent)));
#ifndef SERVICE_TRACE_H_
#define SERVICE_TRACE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace grpc {
class ClientContext;
class ServerContextBase;
}  // namespace grpc

namespace yachay::service {

inline constexpr char kTraceparent[] = "traceparent";

// Lower-case hex of the right lengths, and neither id is zero.
bool IsTraceparent(std::string_view value);
// The same trace and flags with another span. REQUIRES: IsTraceparent(value), span is not 0.
std::string WithSpan(std::string_view value, uint64_t span);
// The same with a span by chance; empty stays empty. REQUIRES: empty or IsTraceparent(value).
std::string NextSpan(std::string_view value);
// The first span of a trace that begins here, with ids by chance; sampled.
std::string NewTraceparent();
// The ids, for log lines; empty of an empty value. REQUIRES: empty or IsTraceparent(value).
inline std::string_view TraceIdOf(std::string_view value) {
  return value.empty() ? value : value.substr(3, 32);
}
inline std::string_view SpanIdOf(std::string_view value) {
  return value.empty() ? value : value.substr(36, 16);
}

// What a call came with; a Server has put this call's own span there. Empty when there is no trace.
std::string TraceparentOf(const grpc::ServerContextBase& context);
// What a record came with; nullptr: it has no such header. Empty when there is no trace.
std::string TraceparentOf(const std::string* header);
// The id of the trace that a record came with, for log lines; empty: none.
std::string TraceIdOfHeader(const std::string* header);
// Before the call is started. Empty: nothing.
void Carry(const std::string& traceparent, grpc::ClientContext& to);

}  // namespace yachay::service

#endif  // SERVICE_TRACE_H_
