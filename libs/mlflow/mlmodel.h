// MLmodel, the file that MLflow keeps beside a model, read as a manifest and written for Python.
//
// A model that was logged with mlflow.xgboost.log_model and a signature that names its columns can be served
// as it is. What the file cannot say, the names of classes and categories, may stand in its metadata:
//
//   mlflow.xgboost.log_model(booster, name="model", signature=infer_signature(X), metadata={"yachay": {
//       "target": "EngagementLevel", "id": "PlayerID", "classes": ["High", "Low", "Medium"],
//       "categories": {"Gender": ["Female", "Male"]}}})          # a category's code is its place in the list
//
// Without them the classes are "0", "1", …, and every column is a number.
#ifndef MLFLOW_MLMODEL_H_
#define MLFLOW_MLMODEL_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "models/manifest.h"

namespace yachay::mlflow {

// Everything but name, version and classes that are not named. InvalidArgument, naming the field: no YAML, no
// signature, columns without names, a column of a type that is neither number nor named category.
// Unimplemented: not a model of mlflow.xgboost.
absl::StatusOr<models::Manifest> ReadMlmodel(std::string_view yaml);

// Names the classes of `manifest` by number when nobody has, and compares the signature with the columns that
// the model file names. Errors are those of forest::Forest::Parse; FailedPrecondition when the columns
// differ.
absl::Status FitToModel(std::string_view model_file, models::Manifest& manifest);

// For a version with trees: what mlflow.xgboost.load_model needs. "" for one with layers.
std::string WriteMlmodel(const models::Manifest& manifest, std::string_view run_id);

}  // namespace yachay::mlflow

#endif  // MLFLOW_MLMODEL_H_
