# SPDX-License-Identifier: Apache-2.0
import tempfile
import unittest

import numpy as np
import torch

from common import collection
import data


class Augmentation(unittest.TestCase):
    def test_letterbox(self):
        out, scale, left, top = data.letterbox(np.zeros((100, 200, 3), np.uint8), 416, 416)
        self.assertEqual((out.shape, scale, left, top), ((416, 416, 3), 2.08, 0, 104))
        self.assertTrue((out[:104] == 114).all() and (out[104:312] == 0).all())

    def test_boxes_follow_pixels(self):
        picture = np.zeros((200, 300, 3), np.uint8)
        picture[60:140, 100:180] = 255
        box = np.array([[100, 60, 180, 140, 2, 1, 0]], np.float32)
        for seed in range(20):
            rng = np.random.default_rng(seed)
            canvas = np.zeros((256, 256, 3), np.uint8)
            focus = box[0] if seed % 3 == 0 else None
            found = data.place(canvas, (20, 30, 250, 240), picture, box, rng.uniform(0.5, 1.5),
                               1.1, seed % 2 == 0, rng, focus)
            ys, xs = np.nonzero(canvas[:, :, 0] > 127)
            ys, xs = ys[canvas[ys, xs, 0] != data.PAD], xs[canvas[ys, xs, 0] != data.PAD]
            if len(found) and len(xs):
                np.testing.assert_allclose(found[0, :4], [xs.min(), ys.min(), xs.max() + 1, ys.max() + 1], atol=2)
            elif focus is not None:
                self.fail("the box in focus was lost")

    def test_cut_and_tiny_boxes_are_ignored(self):
        picture = np.zeros((100, 100, 3), np.uint8)
        boxes = np.array([[0, 0, 4, 4, 0, 1, 0], [0, 0, 80, 80, 0, 1, 0]], np.float32)
        canvas = np.zeros((64, 64, 3), np.uint8)
        found = data.place(canvas, (0, 0, 64, 64), picture, boxes, 0.64, 1.0, False,
                           np.random.default_rng(0))
        self.assertEqual(found[:, 6].tolist(), [1, 0])


class Batches(unittest.TestCase):
    def test_repeat(self):
        with tempfile.TemporaryDirectory() as root:
            collection(root)
            make = lambda: data.Batches(data.Pictures(root, "train"), range(2), 5)[(7, 64, False)]
            for a, b in zip(make(), make()):
                self.assertTrue(torch.equal(a, b))
            pictures, boxes, tiles = make()
            self.assertEqual((pictures.dtype, tuple(pictures.shape)), (torch.uint8, (2, 64, 64, 3)))
            self.assertEqual((boxes.shape[1], tiles.shape[1]), (8, 11))
            area = (tiles[:, 3:5] - tiles[:, 1:3]).prod(1)
            self.assertEqual([area[tiles[:, 0] == i].sum().item() for i in (0, 1)], [64 * 64] * 2)
            self.assertEqual(tiles[:, 5:].unique(dim=0).tolist(), [[1, 0, 1, 0, 0, 0]])

    def test_hand_made_labels_count_alone_only_in_the_named_sets(self):
        with tempfile.TemporaryDirectory() as root:
            collection(root)
            for sets, told in ((None, 1), ([""], 1), (["another"], 0)):
                for row in data.Pictures(root, "train", by_hand_sets=sets).by_hand:
                    self.assertEqual(row.tolist(), [told, 0, told, 0, 0, 0])
