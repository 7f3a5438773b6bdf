// Whether features mean what a model was trained on: two definitions of one name give other numbers under it.
#ifndef MODELS_OTHER_VIEWS_H_
#define MODELS_OTHER_VIEWS_H_

#include <map>
#include <string>
#include <vector>

#include "models/manifest.h"

namespace yachay::models {

using ViewHashes = std::map<std::string, std::string>;  // by view

// What is different, with both hashes; empty when nothing is, and for a model that says nothing of views (it
// was trained on a file that no view made). `here`: of the views that give the features.
std::string OtherViews(const Manifest& manifest, const ViewHashes& here);
std::string OtherViews(const Manifest& manifest, const std::vector<FeatureView>& here);

}  // namespace yachay::models

#endif  // MODELS_OTHER_VIEWS_H_
