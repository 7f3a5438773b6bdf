// Appends one tree of a model file to Trees; knows the names of a tree's fields.
#ifndef FOREST_TREE_READER_H_
#define FOREST_TREE_READER_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "forest/document.h"
#include "forest/trees.h"

namespace yachay::forest {

// Leaves are multiplied by `weight` (1 for gbtree, weight_drop for dart). InvalidArgument, naming the field,
// for a tree that is not whole; Unimplemented for one that is not understood.
absl::Status ReadTree(const Field& tree, size_t num_features, uint32_t group, float weight, Trees& trees);

}  // namespace yachay::forest

#endif  // FOREST_TREE_READER_H_
