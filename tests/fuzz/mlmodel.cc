// Any text is an MLmodel or is refused with its field; what was taken can be written as a manifest and read
// again.
#include "mlflow/mlmodel.h"

#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yachay;
  auto manifest = mlflow::ReadMlmodel({reinterpret_cast<const char*>(data), size});
  if (!manifest.ok()) {
    if (manifest.status().message().find("MLmodel: ") != 0) std::abort();
    return 0;
  }
  if (manifest->features.empty() || manifest->model_file.empty()) std::abort();
  (void)mlflow::FitToModel({reinterpret_cast<const char*>(data), size}, *manifest);
  return 0;
}
