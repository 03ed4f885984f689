"""Golden values of penalised logistic regression and of its cross-validated AUC, from scikit-learn.

    pip install -r requirements.txt && python make_logistic_golden.py     writes logistic.json beside this file
"""

import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

rng = np.random.default_rng(20268)


def fitted(x, y, penalty):
    return LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-14, max_iter=1000).fit(x, y)


def fit_case(rows, columns, penalty, separated):
    x = rng.normal(size=(rows, columns)).round(3)
    x[:, 0] = x[:, 0] > 0
    odds = x @ rng.normal(size=columns)
    y = (odds > 0 if separated else odds + rng.logistic(size=rows) > 0).astype(int)
    model = fitted(x, y, penalty)
    return dict(
        columns=columns,
        penalty=penalty,
        values=x.ravel().tolist(),
        positive=y.tolist(),
        intercept=float(model.intercept_[0]),
        weights=model.coef_[0].tolist(),
        logOdds=model.decision_function(x).tolist(),
    )


def auc_case(units, columns, folds, shift):
    """Two rows a unit, one of each class; folds by unit."""
    unit = np.repeat(np.arange(units), 2)
    y = np.tile([1, 0], units)
    x = (rng.normal(size=(2 * units, columns)) + rng.normal(size=(units, columns)).repeat(2, axis=0)).round(2)
    x[:, 0] += shift * y
    fold_of = rng.permutation(np.arange(units) % folds)
    aucs = []
    for fold in range(folds):
        tested = fold_of[unit] == fold
        model = fitted(x[~tested], y[~tested], 1.0)
        aucs.append(roc_auc_score(y[tested], model.decision_function(x[tested])))
    return dict(
        columns=columns,
        units=units,
        values=x.ravel().tolist(),
        positive=y.tolist(),
        foldOf=fold_of.tolist(),
        auc=float(np.mean(aucs)),
    )


golden = dict(
    fits=[
        fit_case(40, 3, 1.0, False),
        fit_case(25, 8, 0.1, False),
        fit_case(60, 4, 10.0, False),
        fit_case(30, 2, 1.0, True),
    ],
    aucs=[auc_case(40, 3, 5, 1.0), auc_case(37, 4, 5, 0.0), auc_case(20, 2, 4, 6.0)],
)
Path(__file__).with_name("logistic.json").write_text(json.dumps(golden) + "\n")
