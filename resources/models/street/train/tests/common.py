# SPDX-License-Identifier: Apache-2.0
"""What the tests of the trainer share. From train/: python3 -m unittest discover -s tests"""

import json
import os
import sys
import unittest

import cv2
import numpy as np

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, HERE)

import model         # noqa: E402

TESTDATA = os.environ.get("SIGHTGLASS_TESTDATA", "")


def needs(path):
    """The path in the folder of test data; without it, a skip, or where CI is set a failure."""
    path = os.path.join(TESTDATA, path)
    if not os.path.exists(path):
        if os.environ.get("CI"):
            raise FileNotFoundError(path + " (is SIGHTGLASS_TESTDATA set?)")
        raise unittest.SkipTest(path + " is not there")
    return path


def collection(root, bare=0):
    """Writes three pictures a split with one box each, every second one a teacher's, and `bare` ones with none."""
    os.makedirs(os.path.join(root, "images"))
    rng = np.random.default_rng(0)
    categories = [{"id": i + 1, "name": n} for i, n in enumerate(model.NAMES)]
    for split in ("train", "val"):
        images, boxes = [], []
        for i in range(3 + bare):
            name = f"{split}{i}.jpg"
            cv2.imwrite(os.path.join(root, "images", name), rng.integers(0, 255, (90, 120, 3), np.uint8))
            images.append({"id": i, "file_name": name, "width": 120, "height": 90})
            if i >= 3:
                continue
            boxes.append({"id": i, "image_id": i, "category_id": i + 1, "bbox": [20, 20, 40, 50],
                          "ignore": 0, "score": 1.0, "source": ("human", "teacher")[i % 2]})
        with open(os.path.join(root, split + ".json"), "w", encoding="utf-8") as f:
            json.dump({"images": images, "annotations": boxes, "categories": categories}, f)
