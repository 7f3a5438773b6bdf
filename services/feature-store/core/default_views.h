#ifndef FEATURE_STORE_CORE_DEFAULT_VIEWS_H_
#define FEATURE_STORE_CORE_DEFAULT_VIEWS_H_

#include <vector>

#include "features/view.h"

namespace yachay::feature_store {

// The files of services/feature-store/features as they were when this was built; --views names a folder to
// read instead.
std::vector<features::ViewSource> DefaultViews();

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_DEFAULT_VIEWS_H_
