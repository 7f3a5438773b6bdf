// Catch2's main, in a folder of the test's own (build/<preset>/test-data/<name>) wherever it is started from:
// tests write files beside them.
#define CATCH_CONFIG_RUNNER
#include <filesystem>

#include "testing/catch.h"

int main(int argc, char** argv) {
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  const auto folder = program.parent_path().parent_path() / "test-data" / program.filename();
  std::filesystem::create_directories(folder);
  std::filesystem::current_path(folder);
  return Catch::Session().run(argc, argv);
}
