// More training rows from those that are there, and weights that even out the classes. Seeded; pure.
#ifndef TRAINING_AUGMENT_H_
#define TRAINING_AUGMENT_H_

#include "training/dataset.h"
#include "training/options.h"

namespace yachay::training {

// `train` with the rows that options.augmentation adds (their ids start with "augmented-") and, when
// options.balance_classes, weights with which every class weighs the same in all; the mean weight is kept.
Dataset Augmented(const Dataset& train, const TrainOptions& options);

}  // namespace yachay::training

#endif  // TRAINING_AUGMENT_H_
