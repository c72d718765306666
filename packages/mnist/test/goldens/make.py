# Writes measures.json: what scikit-learn and statsmodels say of the same small numbers that the tests of evaluation/ use.
#
#   apt-get install python3-sklearn python3-statsmodels      (made with scikit-learn 1.2.1, statsmodels 0.13.5)
#   python3 packages/mnist/test/goldens/make.py

import json, os
import numpy as np
from sklearn.metrics import log_loss, roc_auc_score
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

rng = np.random.default_rng(7)
n, classes = 40, 3
logits = rng.normal(size=(n, classes)) * 2
probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
labels = rng.integers(0, classes, n)
onehot = np.eye(classes)[labels]

digits = np.round(rng.normal(0.3, 0.2, 37), 2)  # rounded: there are ties
others = np.round(rng.normal(0.6, 0.25, 23), 2)
truth = np.r_[np.zeros(37), np.ones(23)]
scores = np.r_[digits, others]

tables = [(15, 5), (20, 10), (12, 4), (10, 3), (8, 2), (0, 0), (7, 7), (120, 60)]
wilson = [(9966, 10000), (0, 20), (17, 20), (4981, 5000)]
out = {
    'probabilities': probabilities.ravel().tolist(),
    'labels': labels.tolist(),
    'nll': log_loss(labels, probabilities, labels=range(classes)),
    'brier': float(((probabilities - onehot) ** 2).sum(1).mean()),
    'digits': digits.tolist(),
    'others': others.tolist(),
    'auroc': roc_auc_score(truth, scores),
    'mcnemar': [[b, c, mcnemar([[50, b], [c, 50]], exact=True).pvalue] for b, c in tables],
    'wilson': [[k, m, *proportion_confint(k, m, method='wilson')] for k, m in wilson],
}
path = os.path.join(os.path.dirname(__file__), 'measures.json')
with open(path, 'w') as file:
    json.dump(out, file, indent=1)
    file.write('\n')
