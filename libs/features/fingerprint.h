#ifndef FEATURES_FINGERPRINT_H_
#define FEATURES_FINGERPRINT_H_

#include "events/fingerprint.h"

namespace yachay::features {

using events::Fingerprint;

}  // namespace yachay::features

#endif  // FEATURES_FINGERPRINT_H_
