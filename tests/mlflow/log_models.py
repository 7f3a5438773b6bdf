"""Logs models as a data team would, with mlflow.xgboost, and writes what XGBoost itself says of some rows.

    log_models.py URL OUT.json
"""
import json
import sys

import mlflow
import mlflow.xgboost
import numpy
import pandas
import xgboost
from mlflow.models import infer_signature

mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("a data team")
random = numpy.random.default_rng(7)
frame = pandas.DataFrame({"Age": random.integers(8, 60, 800).astype("float64"), "Sessions": random.integers(0, 20, 800),
                          "Minutes": random.normal(60, 30, 800)})
frame.loc[::9, "Minutes"] = numpy.nan
weekly = frame.Sessions * frame.Minutes.fillna(60)
three = pandas.cut(weekly, [-1e9, 300, 900, 1e9], labels=False)
answers = {}


def keep(name, booster):
    """The scores of every row, as the float32 that XGBoost gives."""
    scores = booster.predict(xgboost.DMatrix(frame))
    answers[name] = [[float(value) for value in numpy.atleast_1d(row)] for row in scores]


with mlflow.start_run():
    classifier = xgboost.XGBClassifier(n_estimators=20, max_depth=4).fit(frame, three)
    mlflow.xgboost.log_model(classifier, name="sklearn", registered_model_name="py-three",
                             signature=infer_signature(frame, classifier.predict(frame)))
    keep("py-three:1", classifier.get_booster())

    booster = xgboost.train({"objective": "multi:softprob", "num_class": 3, "max_depth": 3},
                            xgboost.DMatrix(frame, three), 15)
    mlflow.xgboost.log_model(booster, name="booster", registered_model_name="py-three", model_format="json",
                             signature=infer_signature(frame, booster.predict(xgboost.DMatrix(frame))),
                             metadata={"yachay": {"classes": ["Low", "Medium", "High"]}})
    keep("py-three:2", booster)

    binary = xgboost.train({"objective": "binary:logistic", "max_depth": 3}, xgboost.DMatrix(frame, three == 2), 10)
    mlflow.xgboost.log_model(binary, name="binary", registered_model_name="py-two", signature=infer_signature(frame))
    keep("py-two:1", binary)

    mlflow.xgboost.log_model(binary, name="unsigned", registered_model_name="py-unsigned")
    words = frame.assign(Gender="Female")
    mlflow.xgboost.log_model(binary, name="words", registered_model_name="py-words", signature=infer_signature(words))

with open(sys.argv[2], "w", encoding="utf-8") as file:
    rows = [[None if numpy.isnan(value) else value for value in row] for row in frame.astype("float64").values.tolist()]
    json.dump({"columns": list(frame.columns), "rows": rows, "scores": answers, "mlflow": mlflow.__version__,
               "xgboost": xgboost.__version__}, file)
