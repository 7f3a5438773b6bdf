#!/usr/bin/env python3
"""Writes the model files of this folder with the XGBoost that is installed, and the margins and predictions it gives.

    pip install xgboost==VERSION numpy && python3 make.py     (committed: 1.0.2 1.5.2 2.1.4 3.0.5 3.2.0)

Each model comes with NAME.expected: a line "rows columns outputs", then a line per row: the row, its margins and its
predictions, as the bits of float32 in hexadecimal.
"""
import json
import pathlib
import warnings

import numpy as np
import xgboost as xgb

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).parent
VERSION = tuple(int(x) for x in xgb.__version__.split(".")[:2])
ROWS, COLUMNS = 400, 6


def bits(values):
    return " ".join(f"{x:08x}" for x in np.ascontiguousarray(values, dtype=np.float32).ravel().view(np.uint32))


def rows(seed, codes):
    random = np.random.RandomState(seed)
    x = (random.randint(0, 41, size=(ROWS, COLUMNS)) / 4 - 5).astype(np.float32)
    x[:, :codes] = random.randint(0, 12, size=(ROWS, codes))
    x[random.rand(ROWS, COLUMNS) < 0.1] = np.nan
    return x


def matrix(x, y, codes):
    if not codes:
        return xgb.DMatrix(x, label=y, missing=np.nan)
    types = ["c"] * codes + ["float"] * (COLUMNS - codes)
    return xgb.DMatrix(x, label=y, missing=np.nan, feature_types=types, enable_categorical=True)


def write(name, suffix, parameters, rounds=4, classes=2, codes=0):
    x = rows(1, codes)
    y = (np.nan_to_num(x[:, 0] + (x[:, 1] > 0)).astype(int) + np.arange(ROWS) % 2) % classes
    parameters = dict({"max_depth": 3, "nthread": 1, "verbosity": 0, "seed": 1}, **parameters)
    data = matrix(x, y, codes)
    if parameters["objective"].startswith("rank:"):
        data.set_group([20] * (ROWS // 20))
    booster = xgb.train(parameters, data, rounds)
    stem = f"{xgb.__version__}-{name}"
    booster.save_model(str(HERE / f"{stem}.{suffix}"))
    asked = rows(2, codes)[:60]
    data = matrix(asked, np.zeros(len(asked)), codes)
    margins = booster.predict(data, output_margin=True).reshape(len(asked), -1)
    predictions = booster.predict(data).reshape(len(asked), -1)
    lines = [f"{len(asked)} {COLUMNS} {margins.shape[1]}"]
    lines += [" ".join(bits(part) for part in line) for line in zip(asked, margins, predictions)]
    (HERE / f"{stem}.expected").write_text("\n".join(lines) + "\n")


write("binary", "json", {"objective": "binary:logistic"})
write("classes", "json", {"objective": "multi:softprob", "num_class": 3}, classes=3)
write("regression", "json", {"objective": "reg:squarederror", "base_score": 1.5}, classes=7)
write("dart", "json", {"objective": "binary:logistic", "booster": "dart", "rate_drop": 0.4, "one_drop": 1})
write("random-forest", "json", {"objective": "binary:logistic", "num_parallel_tree": 5, "subsample": 0.6}, rounds=2)
write("rank", "json", {"objective": "rank:pairwise"}, classes=4)
write("poisson", "json", {"objective": "count:poisson"}, classes=5)
if VERSION >= (2, 0):
    write("binary-ubj", "ubj", {"objective": "binary:logistic"})
    write("classes-ubj", "ubj", {"objective": "multi:softprob", "num_class": 4}, classes=4)
    write("estimated-base", "ubj", {"objective": "reg:squarederror"}, classes=7)
    write("quantile", "json", {"objective": "reg:quantileerror", "quantile_alpha": 0.7}, classes=7)
    write("hinge", "ubj", {"objective": "binary:hinge"})
    write("one-hot", "json", {"objective": "binary:logistic", "tree_method": "hist", "max_cat_to_onehot": 64}, codes=2)
    write("partition", "json", {"objective": "binary:logistic", "tree_method": "hist", "max_cat_to_onehot": 1}, codes=2)
    write("partition-ubj", "ubj", {"objective": "binary:logistic", "tree_method": "hist", "max_cat_to_onehot": 1}, codes=2)
