// For who must not keep a core for long while a model is read.
#ifndef FOREST_YIELD_H_
#define FOREST_YIELD_H_

#include <functional>

namespace yachay::forest {

// Called on the reading thread after every few microseconds of work, and may sleep. Empty: never called.
using Yield = std::function<void()>;

}  // namespace yachay::forest

#endif  // FOREST_YIELD_H_
