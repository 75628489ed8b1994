# SPDX-License-Identifier: Apache-2.0
import os
import unittest

from common import HERE, needs
import data
import evaluate
import metrics
import model


class Card(unittest.TestCase):
    def test_tells_what_the_shipped_model_reaches(self):
        folder = needs("street")
        shipped = os.path.dirname(HERE)
        net, _ = evaluate.load(os.path.join(shipped, "street.torchscript"))
        with open(os.path.join(shipped, "README.md"), encoding="utf-8") as f:
            card = f.read().splitlines()
        for name in ("everyday", "val"):
            split = data.Pictures(folder, name)
            found = [metrics.detect(net, p, 416, 416, iou=0.45) for p in split.pictures]
            for kind, row in zip(model.NAMES, metrics.evaluate(found, split.boxes, len(model.NAMES))):
                told = next(line for line in card if line.startswith(f"| {kind} | {row['objects']} |"))
                self.assertAlmostEqual(float(told.split("|")[3]), row["ap50"], delta=0.003, msg=(name, kind))
                self.assertAlmostEqual(float(told.split("|")[4]), row["ap"], delta=0.003, msg=(name, kind))
