// Only in builds with the thread sanitizer. What a thread did before it began an operation of gRPC comes
// before what a thread does on its completion; Debian's gRPC is not instrumented, and orders them by atomics
// that the sanitizer cannot see. These definitions stand before the library's for its C++ half and for our
// code, and tell.
#include <dlfcn.h>
#include <grpc/grpc.h>
#include <sanitizer/tsan_interface.h>

namespace {

template <typename Function>
Function* Real(Function*, const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

// Stands for all calls that are over: a server's Shutdown waits for them by an atomic count.
char calls_over;

}  // namespace

extern "C" {

grpc_call_error grpc_call_start_batch(grpc_call* call, const grpc_op* ops, size_t nops, void* tag,
                                      void* reserved) {
  static auto* const real = Real(&grpc_call_start_batch, "grpc_call_start_batch");
  __tsan_release(tag);
  return real(call, ops, nops, tag, reserved);
}

grpc_call_error grpc_server_request_call(grpc_server* server, grpc_call** call, grpc_call_details* details,
                                         grpc_metadata_array* metadata, grpc_completion_queue* call_queue,
                                         grpc_completion_queue* queue, void* tag) {
  static auto* const real = Real(&grpc_server_request_call, "grpc_server_request_call");
  __tsan_release(tag);
  return real(server, call, details, metadata, call_queue, queue, tag);
}

grpc_call_error grpc_server_request_registered_call(grpc_server* server, void* method, grpc_call** call,
                                                    gpr_timespec* deadline, grpc_metadata_array* metadata,
                                                    grpc_byte_buffer** payload,
                                                    grpc_completion_queue* call_queue,
                                                    grpc_completion_queue* queue, void* tag) {
  static auto* const real = Real(&grpc_server_request_registered_call, "grpc_server_request_registered_call");
  __tsan_release(tag);
  return real(server, method, call, deadline, metadata, payload, call_queue, queue, tag);
}

grpc_event grpc_completion_queue_next(grpc_completion_queue* queue, gpr_timespec deadline, void* reserved) {
  static auto* const real = Real(&grpc_completion_queue_next, "grpc_completion_queue_next");
  const grpc_event event = real(queue, deadline, reserved);
  if (event.type == GRPC_OP_COMPLETE) __tsan_acquire(event.tag);
  if (event.type == GRPC_QUEUE_SHUTDOWN) __tsan_acquire(&calls_over);  // Shutdown drains a queue at its end
  return event;
}

// A reactor's OnDone comes just before.
void grpc_call_unref(grpc_call* call) {
  static auto* const real = Real(&grpc_call_unref, "grpc_call_unref");
  __tsan_release(&calls_over);
  real(call);
}

grpc_event grpc_completion_queue_pluck(grpc_completion_queue* queue, void* tag, gpr_timespec deadline,
                                       void* reserved) {
  static auto* const real = Real(&grpc_completion_queue_pluck, "grpc_completion_queue_pluck");
  const grpc_event event = real(queue, tag, deadline, reserved);
  if (event.type == GRPC_OP_COMPLETE) __tsan_acquire(event.tag);
  return event;
}

}  // extern "C"
