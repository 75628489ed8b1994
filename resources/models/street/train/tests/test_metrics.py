# SPDX-License-Identifier: Apache-2.0
import unittest

import numpy as np
import torch

import common    # noqa: F401  (finds the modules below)
import evaluate
import metrics


def naive_ap(found, truth, threshold):
    """Average precision of one class by plain loops, without sharing code with metrics.py.

    found, truth: per picture, lists of (x1, y1, x2, y2, score) and (x1, y1, x2, y2, ignore).
    """
    def iou(a, b):
        w = min(a[2], b[2]) - max(a[0], b[0])
        h = min(a[3], b[3]) - max(a[1], b[1])
        if w <= 0 or h <= 0:
            return 0.0
        both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return w * h / (both - w * h)

    marks = []
    total = sum(1 for t in truth for b in t if not b[4])
    for f, t in zip(found, truth):
        used = set()
        for d in sorted(f, key=lambda d: -d[4]):
            best, at = threshold, None
            for i, b in enumerate(t):
                if not b[4] and i not in used and iou(d, b) >= best:
                    best, at = iou(d, b), i
            if at is not None:
                used.add(at)
                marks.append((d[4], 1))
            elif not any(b[4] and iou(d, b) >= threshold for b in t):
                marks.append((d[4], 0))
    marks.sort(key=lambda m: -m[0])
    points, hits = [], 0
    for i, (_, hit) in enumerate(marks):
        hits += hit
        points.append((hits / total, hits / (i + 1)))
    value = 0.0
    for step in range(101):
        value += max([p for r, p in points if r >= step / 100 - 1e-9], default=0.0) / 101
    return value


class Metrics(unittest.TestCase):
    def test_by_hand(self):
        truth = np.array([[0, 0, 10, 10, 0, 1, 0], [20, 20, 30, 30, 0, 1, 0]], float)
        found = np.array([[0, 0, 10, 10, .9, 0], [50, 50, 60, 60, .8, 0], [20, 20, 30, 30, .7, 0]])
        row = metrics.evaluate([found], [truth], 1)[0]
        # Precision 1 up to recall 0.5 (51 points), then 2/3 (50 points).
        self.assertAlmostEqual(row["ap50"], (51 + 50 * 2 / 3) / 101)
        self.assertAlmostEqual(row["ap"], row["ap50"])
        self.assertEqual(row["objects"], 2)

    def test_ignore_neither_helps_nor_harms(self):
        truth = np.array([[0, 0, 10, 10, 0, 1, 0], [20, 20, 30, 30, 0, 1, 1]], float)
        found = np.array([[20, 20, 30, 30, .95, 0], [20, 20, 30, 31, .93, 0], [0, 0, 10, 10, .9, 0]])
        self.assertAlmostEqual(metrics.evaluate([found], [truth], 1)[0]["ap50"], 1.0)

    def test_second_answer_is_false(self):
        truth = np.array([[0, 0, 10, 10, 0, 1, 0]], float)
        found = np.array([[0, 0, 10, 9, .9, 0], [0, 0, 10, 10, .8, 0]])
        self.assertEqual(metrics.match(found, truth, 0.5).tolist(), [1, 0])

    def test_against_naive(self):
        rng = np.random.default_rng(3)
        for _ in range(30):
            found, truth = [], []
            for _ in range(4):
                t = rng.uniform(0, 60, (rng.integers(1, 6), 2))
                t = np.concatenate([t, t + rng.uniform(8, 30, t.shape)], 1)
                f = np.concatenate([t + rng.normal(0, 3, t.shape), t[:2] + rng.normal(0, 6, (len(t[:2]), 4))])
                f = f[(f[:, 2] > f[:, 0]) & (f[:, 3] > f[:, 1])]
                score = rng.permutation(1000)[:len(f), None] / 1000 + rng.random() * 1e-4
                hide = (rng.random((len(t), 1)) < 0.2).astype(float)
                truth.append(np.concatenate([t, np.zeros((len(t), 1)), np.ones((len(t), 1)), hide], 1))
                f = np.concatenate([f, score, np.zeros((len(f), 1))], 1)
                found.append(f[np.argsort(-f[:, 4])])
            if not sum((t[:, 6] == 0).sum() for t in truth):
                continue
            row = metrics.evaluate(found, truth, 1)[0]
            plain_f = [f[:, :5].tolist() for f in found]
            plain_t = [t[:, [0, 1, 2, 3, 6]].tolist() for t in truth]
            self.assertAlmostEqual(row["ap50"], naive_ap(plain_f, plain_t, 0.5), places=6)
            mean = np.mean([naive_ap(plain_f, plain_t, t) for t in metrics.IOUS])
            self.assertAlmostEqual(row["ap"], mean, places=6)

    def test_detect_maps_back(self):
        picture = np.zeros((50, 100, 3), np.uint8)

        def answer(x):
            out = torch.zeros(1, 10, 4)
            out[0, :4, 0] = torch.tensor([104.0, 104.0, 104.0, 52.0])
            out[0, 4 + 2, 0] = 0.9
            out[0, 4 + 5, 0] = 0.3
            return out
        box = [25, 12.5, 75, 37.5]
        found = metrics.detect(answer, picture, 208, 208)
        np.testing.assert_allclose(found, [[*box, .9, 2]], atol=1e-4)
        found = metrics.detect(answer, picture, 208, 208, every_class=True)
        np.testing.assert_allclose(found, [[*box, .9, 2], [*box, .3, 5]], atol=1e-4)

    def test_confusion(self):
        truth = np.array([[0, 0, 10, 10, 0, 1, 0], [20, 20, 30, 30, 2, 1, 0], [40, 40, 50, 50, 2, 1, 1]], float)
        found = np.array([[0, 0, 10, 10, .9, 5], [40, 40, 50, 50, .8, 0], [60, 0, 70, 9, .7, 4]])
        table = evaluate.confusion([found], [truth], 0.5)
        self.assertEqual(table[0, 5], 1)
        self.assertEqual(table[2, 6], 1)
        self.assertEqual(table[6, 4], 1)
        self.assertEqual(table.sum(), 3)
