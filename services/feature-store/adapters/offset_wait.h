#ifndef FEATURE_STORE_ADAPTERS_OFFSET_WAIT_H_
#define FEATURE_STORE_ADAPTERS_OFFSET_WAIT_H_

#include <grpcpp/server_context.h>

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "core/generations.h"
#include "core/query.h"
#include "service/executor.h"

// Read-your-writes: a call that waits until its records are applied. It holds no thread: a timer looks again
// after 2 ms; for partitions of a shared store that other processes follow, which are asked for in one read
// of it, the pause doubles up to 50 ms.
namespace yachay::feature_store {

// OK: all of `offsets` are applied; else DEADLINE_EXCEEDED with how far each partition is behind. The errors
// of the store that it may have to read.
absl::Status Applied(const Generations& generations, const MinOffsets& offsets);

// When a wait that begins at `now` ends: shortly before the caller's deadline, so that the caller gets the
// reason; at the latest after 10 s.
absl::Time EndOfWait(absl::Time now, absl::Time deadline);

// Runs `answer` on the executor and finishes the call with what it returns, once `offsets` are applied; at
// `end`, with Applied's error. A store that cannot be read is tried again until then. A caller who has gone
// is not answered. What is given by reference must outlive the server.
grpc::ServerUnaryReactor* AnswerAfter(grpc::CallbackServerContext* context, service::Executor& executor,
                                      const Generations& generations, MinOffsets offsets, absl::Time end,
                                      std::function<grpc::Status()> answer);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_OFFSET_WAIT_H_
