# SPDX-License-Identifier: Apache-2.0
import tempfile
import unittest

import numpy as np

from common import collection
import data


class Data(unittest.TestCase):
    def test_letterbox(self):
        out, scale, left, top = data.letterbox(np.zeros((100, 200, 3), np.uint8), 416, 416)
        self.assertEqual((out.shape, scale, left, top), ((416, 416, 3), 2.08, 0, 104))
        self.assertTrue((out[:104] == 114).all() and (out[104:312] == 0).all())

    def test_hand_made_labels_count_alone_only_in_the_named_sets(self):
        with tempfile.TemporaryDirectory() as root:
            collection(root)
            for sets, told in ((None, 1), ([""], 1), (["another"], 0)):
                for row in data.Pictures(root, "train", by_hand_sets=sets).by_hand:
                    self.assertEqual(row.tolist(), [told, 0, told, 0, 0, 0])
