// Gives every call its span, and writes a line for calls that failed: service, method, code, trace and span.
// No message: it may name a learner.
#ifndef SERVICE_CALL_TRACE_H_
#define SERVICE_CALL_TRACE_H_

#include <grpcpp/support/server_interceptor.h>

#include <memory>

namespace yachay::service {

// What the caller caused (INVALID_ARGUMENT, NOT_FOUND, …) is logged as debug, the rest as a warning, ten
// lines a second at most; the next line tells how many were left out.
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeTraceInterceptor();

}  // namespace yachay::service

#endif  // SERVICE_CALL_TRACE_H_
