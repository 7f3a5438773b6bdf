// The steps that make a data set ready for a model with layers, learned from its rows.
#ifndef TRAINING_PREPARE_H_
#define TRAINING_PREPARE_H_

#include <Eigen/Core>
#include <vector>

#include "training/dataset.h"

namespace yachay::training {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Numbers: the median for what is missing, then mean 0 and deviation 1. Categories: one input each.
std::vector<models::Preparation> LearnPreparation(const Dataset& data);

// The prepared inputs, a row of the data a row of the matrix.
Matrix PrepareAll(const std::vector<models::Preparation>& steps, const Dataset& data);

}  // namespace yachay::training

#endif  // TRAINING_PREPARE_H_
