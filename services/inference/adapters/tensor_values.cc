#include "adapters/tensor_values.h"

#include <google/protobuf/stubs/common.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"

namespace yachay::inference {
namespace {

static_assert(std::endian::native == std::endian::little, "raw contents are little-endian");

using Contents = ::inference::InferTensorContents;

template <typename Field>
std::string AppendTyped(const Field& values, v1::NamedColumn& to) {
  to.mutable_numbers()->Reserve(values.size());
  for (const auto value : values) to.add_numbers(static_cast<double>(value));
  return "";
}

template <typename T>
std::string AppendRaw(const std::string& bytes, v1::NamedColumn& to) {
  if (bytes.size() % sizeof(T) != 0)
    return absl::StrCat(bytes.size(), " raw bytes; expected a multiple of ", sizeof(T));
  to.mutable_numbers()->Reserve(static_cast<int>(bytes.size() / sizeof(T)));
  for (size_t at = 0; at < bytes.size(); at += sizeof(T)) {
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof(T));
    to.add_numbers(static_cast<double>(value));
  }
  return "";
}

// BYTES may be anything, but a string field with other bytes is refused by whoever receives it: the feature
// store, the log's readers.
bool IsText(const std::string& bytes) {
  return google::protobuf::internal::IsStructurallyValidUTF8(bytes.data(), static_cast<int>(bytes.size()));
}

std::string NoText(int at) { return absl::StrCat("value ", at, " is no UTF-8; expected text"); }

std::string AppendRawTexts(const std::string& bytes, v1::NamedColumn& to) {
  for (size_t at = 0; at < bytes.size();) {
    uint32_t length = 0;
    if (bytes.size() - at < sizeof(length)) return "raw bytes end inside a length; expected 4 bytes";
    std::memcpy(&length, bytes.data() + at, sizeof(length));
    at += sizeof(length);
    if (bytes.size() - at < length)
      return absl::StrCat("raw bytes end after ", bytes.size() - at, " of ", length, " bytes of a text");
    std::string text = bytes.substr(at, length);
    if (!IsText(text)) return NoText(to.texts_size());
    to.add_texts(std::move(text));
    at += length;
  }
  return "";
}

struct Datatype {
  std::string_view name;
  std::string (*typed)(const Contents&, v1::NamedColumn&);
  std::string (*raw)(const std::string&, v1::NamedColumn&);
};

std::string TypedInts(const Contents& from, v1::NamedColumn& to) {
  return AppendTyped(from.int_contents(), to);
}
std::string TypedUints(const Contents& from, v1::NamedColumn& to) {
  return AppendTyped(from.uint_contents(), to);
}
std::string TypedTexts(const Contents& from, v1::NamedColumn& to) {
  for (const std::string& text : from.bytes_contents()) {
    if (!IsText(text)) return NoText(to.texts_size());
    to.add_texts(text);
  }
  return "";
}

constexpr std::array<Datatype, 12> kDatatypes = {{
    {"FP64", [](const Contents& from, v1::NamedColumn& to) { return AppendTyped(from.fp64_contents(), to); },
     AppendRaw<double>},
    {"FP32", [](const Contents& from, v1::NamedColumn& to) { return AppendTyped(from.fp32_contents(), to); },
     AppendRaw<float>},
    {"INT64",
     [](const Contents& from, v1::NamedColumn& to) { return AppendTyped(from.int64_contents(), to); },
     AppendRaw<int64_t>},
    {"INT32", TypedInts, AppendRaw<int32_t>},
    {"INT16", TypedInts, AppendRaw<int16_t>},
    {"INT8", TypedInts, AppendRaw<int8_t>},
    {"UINT64",
     [](const Contents& from, v1::NamedColumn& to) { return AppendTyped(from.uint64_contents(), to); },
     AppendRaw<uint64_t>},
    {"UINT32", TypedUints, AppendRaw<uint32_t>},
    {"UINT16", TypedUints, AppendRaw<uint16_t>},
    {"UINT8", TypedUints, AppendRaw<uint8_t>},
    {"BOOL", [](const Contents& from, v1::NamedColumn& to) { return AppendTyped(from.bool_contents(), to); },
     AppendRaw<uint8_t>},
    {"BYTES", TypedTexts, AppendRawTexts},
}};

const Datatype* Find(const std::string& name) {
  for (const Datatype& datatype : kDatatypes) {
    if (datatype.name == name) return &datatype;
  }
  return nullptr;
}

std::string Unknown(const std::string& name) {
  return absl::StrCat("datatype \"", name,
                      "\"; expected FP64, FP32, INT8 to INT64, UINT8 to UINT64, BOOL or BYTES");
}

}  // namespace

std::string ReadTyped(const Contents& contents, const std::string& datatype, v1::NamedColumn& to) {
  const Datatype* found = Find(datatype);
  return found == nullptr ? Unknown(datatype) : found->typed(contents, to);
}

std::string ReadRaw(const std::string& bytes, const std::string& datatype, v1::NamedColumn& to) {
  const Datatype* found = Find(datatype);
  return found == nullptr ? Unknown(datatype) : found->raw(bytes, to);
}

}  // namespace yachay::inference
