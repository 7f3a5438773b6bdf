// W3C Trace Context (https://www.w3.org/TR/trace-context/, version 00): "00-<trace id>-<span id>-<flags>" in
// the metadata key and the record header `traceparent`. Every service that a call passes has a span of its
// own in the trace that the first caller began; without one nothing is carried. Pure, except for Carry.
//
//   call->trace = service::TraceparentOf(*context);      // in a handler: the span of this call
//   service::Carry(call->trace, client_context);         // on the way out: the next server's parent
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
// The ids, for log lines. REQUIRES: IsTraceparent(value).
inline std::string_view TraceIdOf(std::string_view value) { return value.substr(3, 32); }
inline std::string_view SpanIdOf(std::string_view value) { return value.substr(36, 16); }

// What a call came with; a Server has put this call's own span there. Empty when there is no trace.
std::string TraceparentOf(const grpc::ServerContextBase& context);
// Before the call is started. Empty: nothing.
void Carry(const std::string& traceparent, grpc::ClientContext& to);

}  // namespace yachay::service

#endif  // SERVICE_TRACE_H_
