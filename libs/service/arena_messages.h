#ifndef SERVICE_ARENA_MESSAGES_H_
#define SERVICE_ARENA_MESSAGES_H_

#include <google/protobuf/arena.h>
#include <grpcpp/support/message_allocator.h>

#include <cstddef>

namespace yachay::service {

// How the memory of one call or batch grows.
inline google::protobuf::ArenaOptions ArenaBlocks(size_t start) {
  google::protobuf::ArenaOptions options;
  options.start_block_size = start;
  options.max_block_size = 128 << 10;
  return options;
}

// Request and answer of a call in one arena, whose many small parts then go at once. For
// SetMessageAllocatorFor_…; must outlive the server. kStart: bytes that most calls find enough.
template <typename Request, typename Response, size_t kStart = (16 << 10)>
class ArenaMessages : public grpc::MessageAllocator<Request, Response> {
 public:
  grpc::MessageHolder<Request, Response>* AllocateMessages() override { return new Holder; }

 private:
  class Holder : public grpc::MessageHolder<Request, Response> {
   public:
    Holder() : arena_(ArenaBlocks(kStart)) {
      this->set_request(google::protobuf::Arena::CreateMessage<Request>(&arena_));
      this->set_response(google::protobuf::Arena::CreateMessage<Response>(&arena_));
    }
    void Release() override { delete this; }

   private:
    google::protobuf::Arena arena_;
  };
};

}  // namespace yachay::service

#endif  // SERVICE_ARENA_MESSAGES_H_
