// The tree of values inside a model file, read from JSON or UBJSON. Arrays of numbers are kept flat, so that
// a forest of 300 trees stays small. Limits: depth, and one value per byte of input, so that a few bytes
// cannot claim much.
#ifndef FOREST_DOCUMENT_H_
#define FOREST_DOCUMENT_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "forest/yield.h"

namespace yachay::forest {

struct Value {
  enum class Kind { kNull, kNumber, kText, kNumbers, kList, kObject };
  using Numbers = std::vector<double>;  // also of booleans: 0 and 1

  Kind kind = Kind::kNull;  // which of the following holds the value
  double number = 0;
  std::string text = {};
  Numbers numbers = {};
  std::vector<Value> list = {};
  std::vector<std::pair<std::string, Value>> object = {};
};

inline constexpr size_t kMaxDepth = 32;

// Looks at the bytes to tell the formats apart. InvalidArgument when they are neither, or end early.
absl::StatusOr<Value> ReadDocument(std::string_view bytes, const Yield& yield = {});

// A value in a document together with where it stands, so that an error can name it. Borrows the document.
class Field {
 public:
  Field(const Value& value, std::string path) : value_(&value), path_(std::move(path)) {}

  const std::string& path() const { return path_; }

  // Each is InvalidArgument, naming the path, when the field is absent or of another kind.
  absl::StatusOr<Field> Get(std::string_view key) const;
  absl::StatusOr<std::string_view> Text() const;
  absl::StatusOr<const Value::Numbers*> Numbers() const;
  absl::StatusOr<std::vector<Field>> Items() const;

  bool Has(std::string_view key) const;

 private:
  absl::Status Expected(std::string_view what) const;

  const Value* value_;
  std::string path_;
};

}  // namespace yachay::forest

#endif  // FOREST_DOCUMENT_H_
