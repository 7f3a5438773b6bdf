// Writes batches of four keys that carry one number, for ever; tells each number on stdout once it is
// written. store_test kills it. A process of its own, because RocksDB's threads do not survive a fork.
#include <unistd.h>

#include <string>

#include "kv/store.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  auto store = yachay::kv::Store::Open(argv[1], {});
  if (!store.ok()) return 1;
  for (uint32_t i = 1;; ++i) {
    yachay::kv::WriteBatch batch;
    for (const char* key : {"a", "b", "c", "offset"}) batch.Put(key, std::to_string(i));
    if (!(*store)->Write(batch).ok() || write(STDOUT_FILENO, &i, sizeof i) != sizeof i) return 1;
  }
}
