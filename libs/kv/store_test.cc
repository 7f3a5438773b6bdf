#include "kv/store.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "testing/catch.h"

namespace yachay::kv {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// A folder of this name, empty at first.
std::string Fresh(const std::string& name) {
  std::filesystem::remove_all(name);
  return name;
}

std::unique_ptr<Store> Opened(const std::string& path, const Options& options = {}) {
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(path, options);
  INFO(store.status().ToString());
  REQUIRE(store.ok());
  return *std::move(store);
}

void Put(Store& store, std::string_view key, std::string_view value) {
  WriteBatch batch;
  batch.Put(key, value);
  REQUIRE(store.Write(batch).ok());
}

Pairs All(const Store& store, std::string_view prefix) {
  Pairs pairs;
  REQUIRE(store
              .Scan(prefix,
                    [&](std::string_view key, std::string_view value) {
                      pairs.emplace_back(key, value);
                      return true;
                    })
              .ok());
  return pairs;
}

TEST_CASE("what was written is read back, also after reopening") {
  const std::string path = Fresh("reopened");
  const std::string binary("\0\xff bytes", 8);
  {
    auto store = Opened(path);
    Put(*store, "key", binary);
    CHECK(**store->Get("key") == binary);
    CHECK(*store->Get("absent") == std::nullopt);
  }
  auto store = Opened(path);
  CHECK(**store->Get("key") == binary);
  CHECK(store->path() == path);
}

TEST_CASE("several keys are answered in their order, absent ones too") {
  auto store = Opened(Fresh("multi"));
  Put(*store, "a", "1");
  Put(*store, "c", "3");
  const std::vector<std::string> keys = {"c", "b", "a", "c"};
  const auto values = store->MultiGet(keys);
  REQUIRE(values.ok());
  CHECK(*values == std::vector<std::optional<std::string>>{"3", std::nullopt, "1", "3"});
  CHECK(store->MultiGet({})->empty());
}

TEST_CASE("in a batch the last word on a key counts") {
  auto store = Opened(Fresh("batch"));
  Put(*store, "gone", "x");
  WriteBatch batch;
  batch.Put("kept", "1");
  batch.Put("kept", "2");
  batch.Delete("gone");
  batch.Put("fleeting", "x");
  batch.Delete("fleeting");
  REQUIRE(store->Write(batch).ok());
  CHECK(All(*store, "") == Pairs{{"kept", "2"}});
}

TEST_CASE("a batch with one bad entry writes nothing") {
  auto store = Opened(Fresh("refused"), {.max_key_bytes = 4, .max_value_bytes = 4});
  auto refused = [&](std::string_view key, std::string_view value) {
    WriteBatch batch;
    batch.Put("good", "1");
    batch.Put(key, value);
    return store->Write(batch);
  };
  CHECK(absl::IsInvalidArgument(refused("", "x")));
  CHECK(absl::IsInvalidArgument(refused("five5", "x")));
  CHECK(absl::IsInvalidArgument(refused("k", "five5")));
  CHECK(refused("k", "five5").message().find("value of 5 bytes; at most 4") != std::string::npos);
  CHECK(All(*store, "").empty());
  CHECK(refused("four", "four").ok());
}

TEST_CASE("a scan sees exactly the keys of its prefix, in order, until told to stop") {
  auto store = Opened(Fresh("scan"));
  for (const char* key : {"b/2", "a", "b/1", "b", "c", "b0", "\xff\xff", "\xff\xff/1"}) Put(*store, key, key);
  CHECK(All(*store, "b/") == Pairs{{"b/1", "b/1"}, {"b/2", "b/2"}});
  CHECK(All(*store, "\xff\xff").size() == 2);
  CHECK(All(*store, "").size() == 8);
  CHECK(All(*store, "nothing").empty());

  int seen = 0;
  REQUIRE(store->Scan("", [&](std::string_view, std::string_view) { return ++seen < 3; }).ok());
  CHECK(seen == 3);
}

TEST_CASE("a store that is open elsewhere is refused by its path") {
  const std::string path = Fresh("locked");
  auto store = Opened(path);
  const auto second = Store::Open(path, {});
  REQUIRE(absl::IsFailedPrecondition(second.status()));
  CHECK(second.status().message().find("store locked: another process has it open") != std::string::npos);
}

TEST_CASE("a path that is a file, and damaged files, are errors that name the path") {
  std::ofstream("plain-file") << "x";
  const auto file = Store::Open("plain-file", {});
  REQUIRE_FALSE(file.ok());
  CHECK(file.status().message().find("plain-file") != std::string::npos);

  const std::string path = Fresh("damaged");
  Opened(path).reset();
  std::ofstream(path + "/CURRENT") << "MANIFEST-999999\n";
  const auto damaged = Store::Open(path, {});
  REQUIRE_FALSE(damaged.ok());
  CHECK(damaged.status().message().find("damaged") != std::string::npos);
}

TEST_CASE("the size grows with what is stored") {
  auto store = Opened(Fresh("size"));
  const int64_t empty = store->ApproximateSize();
  std::string noise(100'000, '\0');
  for (size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<char>((i * 2654435761u) >> 13);
  for (int i = 0; i < 20; ++i) Put(*store, "key" + std::to_string(i), noise);
  CHECK(store->ApproximateSize() > empty + 1'000'000);
}

// store_writer, which stands beside this test; its stdout goes to `out`.
pid_t StartWriter(const std::string& path, int out) {
  const std::string program =
      std::filesystem::read_symlink("/proc/self/exe").parent_path() / "kv_store_writer";
  const pid_t child = fork();
  if (child != 0) return child;
  dup2(out, STDOUT_FILENO);
  execl(program.c_str(), program.c_str(), path.c_str(), nullptr);
  _exit(127);
}

TEST_CASE("kill -9 between writes: every acknowledged batch is there, and each is there as a whole") {
  const std::string path = Fresh("killed");
  for (int round = 0; round < 5; ++round) {
    int pipes[2];
    REQUIRE(pipe2(pipes, O_CLOEXEC) == 0);
    const pid_t child = StartWriter(path, pipes[1]);
    close(pipes[1]);
    uint32_t acknowledged = 0;
    for (int i = 0; i < 100 + 37 * round; ++i) REQUIRE(read(pipes[0], &acknowledged, 4) == 4);
    kill(child, SIGKILL);
    while (read(pipes[0], &acknowledged, 4) == 4) {
    }
    close(pipes[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));

    const Pairs pairs = All(*Opened(path), "");
    REQUIRE(pairs.size() == 4);
    for (const auto& [key, value] : pairs) CHECK(value == pairs[0].second);
    CHECK(std::stoul(pairs[0].second) >= acknowledged);
  }
}

}  // namespace
}  // namespace yachay::kv
