// Whether features mean what a model was trained on: two definitions of one name give other numbers under it.
#ifndef INFERENCE_CORE_OTHER_VIEWS_H_
#define INFERENCE_CORE_OTHER_VIEWS_H_

#include <map>
#include <string>

#include "models/manifest.h"

namespace yachay::inference {

using ViewHashes = std::map<std::string, std::string>;  // by view

// What is different, with both hashes; empty when nothing is, and for a model that says nothing of views (it
// was trained on a file that no view made). `served`: of the views that gave the features.
std::string OtherViews(const models::Manifest& manifest, const ViewHashes& served);

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_OTHER_VIEWS_H_
