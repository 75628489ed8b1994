# SPDX-License-Identifier: Apache-2.0
import tempfile
import unittest

import numpy as np
import torch

from common import collection
import compose
import data
import paint


class Place(unittest.TestCase):
    def test_boxes_follow_pixels(self):
        picture = np.zeros((200, 300, 3), np.uint8)
        picture[60:140, 100:180] = 255
        box = np.array([[100, 60, 180, 140, 2, 1, 0]], np.float32)
        region = (20, 30, 250, 240)
        for seed in range(20):
            rng = np.random.default_rng(seed)
            focus = box[0] if seed % 3 == 0 else None
            found, way = compose.place(region, np.array([300, 200]), box, rng.uniform(0.5, 1.5), 1.1, seed % 2 == 0,
                                       rng, focus, near=seed % 6 == 0)
            canvas = paint.draw([picture], 256, (20, 30), [0] * 4, [way] * 4, [False] * 4)
            seen = canvas[30:240, 20:250, 0] > 127
            ys, xs = np.nonzero(seen)
            if len(found) and len(xs):
                np.testing.assert_allclose(found[0, :4], [20 + xs.min(), 30 + ys.min(), 21 + xs.max(), 31 + ys.max()],
                                           atol=2)
            elif focus is not None:
                self.fail("the box in focus was lost")

    def test_cut_and_tiny_boxes_are_ignored(self):
        boxes = np.array([[0, 0, 4, 4, 0, 1, 0], [0, 0, 80, 80, 0, 1, 0]], np.float32)
        found, _ = compose.place((0, 0, 64, 64), np.array([100, 100]), boxes, 0.64, 1.0, False,
                                 np.random.default_rng(0))
        self.assertEqual(found[:, 6].tolist(), [1, 0])

    def test_a_quarter_counts_only_of_what_fills_the_picture(self):
        boxes = np.array([[-150, 0, 50, 100, 0, 1, 0], [-30, 0, 10, 40, 0, 1, 0]], np.float32)
        found, _ = compose.place((0, 0, 100, 100), np.array([100, 100]), boxes, 1.0, 1.0, False,
                                 np.random.default_rng(0))
        self.assertEqual(found[:, 6].tolist(), [0, 1])

    def test_of_who_sits_near_the_upper_part_shows(self):
        box = np.array([[10, 0, 90, 400, 0, 1, 0]], np.float32)
        for seed in range(10):
            found, _ = compose.place((0, 0, 160, 160), np.array([100, 400]), box, 1.0, 1.0, False,
                                     np.random.default_rng(seed), box[0], near=True)
            self.assertLess(found[0, 1], 0.4 * 160)
            self.assertEqual(found[0, 3], 160)
            self.assertEqual(found[0, 6], 0)


class Batches(unittest.TestCase):
    def test_repeat(self):
        with tempfile.TemporaryDirectory() as root:
            collection(root)

            def make():
                return compose.Batches(data.Pictures(root, "train"), range(2), 5)[(7, 64, False)]
            size, plan = make()
            again = make()[1]
            self.assertEqual((size, set(plan)), (64, set(again)))
            for k, v in plan.items():
                self.assertTrue(torch.equal(v, again[k]), k)
            self.assertEqual((plan["x"].dtype, tuple(plan["x"].shape)), (torch.uint8, (2, 3, 64, 64)))
            self.assertEqual((plan["objects"].shape[1], plan["looks"].shape[1]), (8, paint.LOOKS))
            self.assertEqual(plan["by_hand"].flatten(0, 1).unique(dim=0).tolist(), [[1, 0, 1, 0, 0, 0]])

    def test_every_batch_holds_something_without_objects(self):
        with tempfile.TemporaryDirectory() as root:
            collection(root, bare=2)
            batches = compose.Batches(data.Pictures(root, "train"), range(32), 5, drawn=False)
            for step in range(5):
                _, plan = batches[(step, 64, step > 2)]
                places = plan["objects"][:, 0].tolist()
                self.assertFalse({0, 16} & set(places))
                self.assertTrue(places)

    def test_plans_have_room_for_the_same_rows(self):
        with tempfile.TemporaryDirectory() as root:
            collection(root)
            pictures = data.Pictures(root, "train")
            plain, roomy = (compose.Batches(pictures, range(2), 5, False, room)[(3, 64, False)][1]["objects"]
                            for room in (0, 40))
            self.assertEqual(len(roomy), 40)
            self.assertTrue(torch.equal(roomy[:len(plain)], plain))
            self.assertTrue((roomy[len(plain):, 7] == 1).all())

    def test_sets_are_drawn_as_often_as_told(self):
        with tempfile.TemporaryDirectory() as root:
            collection(root)
            pictures = data.Pictures(root, "train")
            pictures.sets[0] = "seldom"
            batches = compose.Batches(pictures, range(1), 5, often={"seldom": 0.0})
            batches.rare = {}
            rng = np.random.default_rng(0)
            self.assertEqual({batches.pick(rng)[0] for _ in range(60)}, {1, 2})
