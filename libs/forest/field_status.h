// How errors about a model file read: which field, what is wrong with it.
#ifndef FOREST_FIELD_STATUS_H_
#define FOREST_FIELD_STATUS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "forest/document.h"

namespace yachay::forest {

inline absl::Status BrokenField(const Field& field, std::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("model file: field '", field.path(), "': ", std::string(what)));
}

}  // namespace yachay::forest

#endif  // FOREST_FIELD_STATUS_H_
