#ifndef INGESTION_ADAPTERS_PUSHBACK_H_
#define INGESTION_ADAPTERS_PUSHBACK_H_

#include <grpcpp/server_context.h>

#include <cstdint>
#include <string>

#include "service/unary.h"

namespace yachay::ingestion {

// Tells the caller when to come back; before the call is finished.
inline void AddPushback(grpc::CallbackServerContext& context, std::int64_t ms) {
  context.AddTrailingMetadata(service::kPushbackKey, std::to_string(ms));
}

}  // namespace yachay::ingestion

#endif  // INGESTION_ADAPTERS_PUSHBACK_H_
