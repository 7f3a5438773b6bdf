// Predictions as CSV: id, prediction, one probability column per class, in the order of the rows.
#ifndef CLI_PREDICT_WRITE_H_
#define CLI_PREDICT_WRITE_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "training/dataset.h"

namespace yachay::cli {

// `scores` holds one per row and class. Floats are written in the fewest digits that read back as the same
// float: equal scores give equal bytes.
void AppendPredictions(const training::Dataset& data, absl::Span<const float> scores, std::string& text);

// The line with the columns' names.
std::string PredictionsHeader(const std::vector<std::string>& classes);

// In quotes where RFC 4180 asks for it.
std::string CsvField(const std::string& text);

}  // namespace yachay::cli

#endif  // CLI_PREDICT_WRITE_H_
