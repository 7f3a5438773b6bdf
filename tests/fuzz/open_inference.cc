// Any request of the Open Inference Protocol is refused with its fields, or becomes a PredictRequest that can
// be sent on. The input: a ModelInferRequest; or, from an odd byte on, that byte's datatype and raw contents.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/input_tensors.h"
#include "service/status.h"

namespace {

namespace own = yachay::inference;  // beside the protocol's ::inference

constexpr std::array<const char*, 13> kDatatypes = {"FP64", "FP32",   "INT64",  "INT32",  "INT16",
                                                    "INT8", "UINT64", "UINT32", "UINT16", "UINT8",
                                                    "BOOL", "BYTES",  "COMPLEX"};

own::oip::ModelInferRequest RawRequest(std::uint8_t choice, std::string contents) {
  own::oip::ModelInferRequest request;
  request.set_model_name("m");
  auto& input = *request.add_inputs();
  input.set_name(choice % 4 == 1 ? own::kLearnerInput : "f");
  input.set_datatype(kDatatypes[choice / 4 % kDatatypes.size()]);
  input.add_shape(contents.empty() ? 0 : static_cast<unsigned char>(contents[0]));
  request.add_raw_input_contents(contents.empty() ? contents : contents.substr(1));
  return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  own::oip::ModelInferRequest request;
  if (size > 0 && data[0] % 2 == 1) {
    request = RawRequest(data[0], bytes.substr(1));
  } else if (!request.ParseFromString(bytes.substr(size > 0 ? 1 : 0))) {
    return 0;
  }
  own::v1::PredictRequest read;
  const grpc::Status status = own::ReadInputs(request, read);
  if (!status.ok()) {
    if (status.error_code() != grpc::StatusCode::INVALID_ARGUMENT ||
        yachay::service::Violations(status).empty()) {
      std::abort();
    }
    return 0;
  }
  own::v1::PredictRequest received;
  if (!received.ParseFromString(read.SerializeAsString())) std::abort();  // a text that is no UTF-8
  for (const auto& column : read.features().columns()) {
    if (column.numbers_size() > 0 && column.texts_size() > 0) std::abort();
  }
  return 0;
}
