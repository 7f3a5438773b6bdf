// From named columns, in any order and possibly not all, to the rows of floats that a model scores.
//
//   EncodedRows rows;
//   std::vector<Violation> violations = EncodeRows(model, columns, rows);
//
// Pure; keeps no reference to its arguments.
#ifndef INFERENCE_CORE_ENCODING_H_
#define INFERENCE_CORE_ENCODING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"

namespace yachay::inference {

class LoadedModel;

inline constexpr size_t kMaxRows = 10'000;

// A view of the caller's values. Exactly one list is filled; NaN and "" are missing.
struct NamedColumn {
  std::string_view name;
  absl::Span<const double> numbers;
  absl::Span<const std::string* const> texts;  // pointers, as protobuf keeps them

  size_t size() const { return numbers.size() + texts.size(); }
};

struct Violation {
  std::string field;        // path in the request, for example "features.columns[2]"
  std::string description;  // what was wrong and what was expected
};

struct EncodedRows {
  size_t rows = 0;
  absl::InlinedVector<float, 64> values;  // rows × the model's features, NaN is missing
  uint32_t unseen_categories = 0;         // categories that the model never saw: missing too
};

// Every violation at once: a name that is not in the schema or comes twice, the wrong list, unequal lengths,
// no row or more than kMaxRows. `out` holds the rows when the answer is empty, and is unspecified otherwise.
// A feature without a column is missing in every row.
std::vector<Violation> EncodeRows(const LoadedModel& model, absl::Span<const NamedColumn> columns,
                                  EncodedRows& out);

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_ENCODING_H_
