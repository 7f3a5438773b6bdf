#ifndef FEATURES_LOCAL_DAY_H_
#define FEATURES_LOCAL_DAY_H_

#include "events/local_day.h"

namespace yachay::features {

using events::kDayMs;
using events::LocalDay;

}  // namespace yachay::features

#endif  // FEATURES_LOCAL_DAY_H_
