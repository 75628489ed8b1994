# SPDX-License-Identifier: Apache-2.0
import unittest

import numpy as np
import torch

import common    # noqa: F401  (finds the modules below)
import loss
import model


class Loss(unittest.TestCase):
    cells = torch.cat([model.grid(64 // s, 64 // s, s, torch.device("cpu")) for s in model.STRIDES], 1)

    def guess(self, batch):
        n = self.cells.shape[1]
        reach = self.cells[2] * 1.5
        box = torch.stack([self.cells[0] - reach, self.cells[1] - reach, self.cells[0] + reach, self.cells[1] + reach])
        return torch.full((batch, 6, n), -4.0), box.unsqueeze(0).repeat(batch, 1, 1)

    def test_overlap(self):
        a, b = torch.tensor([0., 0, 10, 10]), torch.tensor([5., 0, 15, 10])
        iou, giou = loss.overlap(a, b)
        self.assertAlmostEqual(iou.item(), 1 / 3, places=5)
        self.assertAlmostEqual(giou.item(), 1 / 3, places=5)
        _, apart = loss.overlap(a, torch.tensor([20., 0, 30, 10]))
        self.assertAlmostEqual(apart.item(), -1 / 3, places=5)

    def test_every_object_has_a_cell_and_no_cell_two(self):
        rng = np.random.default_rng(0)
        rows = []
        for k in (0, 0, 0, 1, 1):
            x, y, s = rng.uniform(5, 40, 3)
            rows.append([k, x, y, x + s / 2, y + s / 2, rng.integers(6), 1, 0])
        rows.append([1, 30, 30, 33, 33, 2, 1, 0])    # smaller than a cell
        objects = torch.tensor(rows, dtype=torch.float32)
        logits, boxes = self.guess(2)
        objects = torch.cat([objects, torch.tensor([[0., 5, 5, 30, 30, 1, 1, 1]])])    # one to ignore
        cell, iou, has = loss.assign(logits, boxes, self.cells, objects)
        obj, rank = has.nonzero(as_tuple=True)
        self.assertEqual(set(obj.tolist()), set(range(6)))
        pairs = list(zip(objects[obj, 0].tolist(), cell[obj, rank].tolist()))
        self.assertEqual(len(pairs), len(set(pairs)))
        self.assertTrue((iou >= 0).all() and (iou <= 1).all())

    def test_of_two_equal_objects_one_gets_a_cell(self):
        logits, boxes = self.guess(1)
        objects = torch.tensor([[0., 9, 9, 30, 30, 1, 1, 0]] * 2)
        cell, _, has = loss.assign(logits, boxes, self.cells, objects)
        self.assertTrue(has[0].any())
        self.assertFalse(set(cell[0][has[0]].tolist()) & set(cell[1][has[1]].tolist()))

    def test_rows_to_fill_up_with_change_nothing(self):
        logits, boxes = self.guess(2)
        target = torch.tensor([[0, 10, 10, 40, 50, 1, 1, 0], [1, 20, 5, 60, 30, 4, .6, 0]])
        more = torch.cat([target, torch.tensor([[0., -9, -9, -9, -9, 0, 0, 1]] * 3)])
        for a, b in zip(loss.detection_loss(logits, boxes, self.cells, target),
                        loss.detection_loss(logits, boxes, self.cells, more)):
            torch.testing.assert_close(a, b)

    def test_ignored_cells_cost_nothing(self):
        logits, boxes = self.guess(1)
        target = torch.tensor([[0, 0, 0, 64, 64, 0, 1, 1]], dtype=torch.float32)
        value, _, _ = loss.detection_loss(logits + 8, boxes, self.cells, target)
        self.assertEqual(value.item(), 0)
        nothing, _, _ = loss.detection_loss(logits + 8, boxes, self.cells, target[:0])
        self.assertGreater(nothing.item(), 1)

    def test_teacher_is_heard_where_nobody_marked(self):
        """Of two tiles side by side, people marked class 0 in the left one only."""
        by_hand = torch.zeros(2, 4, 6)
        by_hand[0, (0, 2), 0] = 1
        by_hand[1, (1, 2, 3)] = 1    # quadrants that nothing shows of
        heard = loss.unmarked(self.cells, torch.tensor([[32., 64], [64, 64]]), by_hand)
        left = self.cells[0] < 32
        self.assertTrue(torch.equal(heard[0, 0], ~left))
        self.assertTrue(heard[0, 1:].all())
        self.assertTrue(heard[1].all())

    def test_teacher_is_heard_where_a_person_means_the_same(self):
        _, guess = self.guess(2)
        guess[0, :, 3] = torch.tensor([10., 10, 40, 50])
        guess[0, :, 4] = torch.tensor([10., 10, 20, 20])
        guess[1, :, 3] = guess[0, :, 3]
        objects = torch.tensor([[0., 12, 10, 40, 52, 2, 1, 0], [1, 12, 10, 40, 52, 2, 1, 1]])
        same = loss.agreed(guess, objects, 6)
        self.assertTrue(same[0, 2, 3])
        self.assertFalse(same[0, 2, 4])
        self.assertFalse(same[0, [0, 1, 3, 4, 5]].any())
        self.assertFalse(same[1].any())    # to ignore is no agreement

    def test_soft_targets(self):
        nothing = torch.zeros(0, 8)
        logits, boxes = self.guess(1)
        logits.requires_grad_(True)
        boxes.requires_grad_(True)
        likely, guess = torch.zeros_like(logits), boxes.detach() + 3
        likely[0, 0, 5], likely[0, 0, 7], likely[0, 1, 9] = 0.8, loss.WORTH / 2, 0.8
        heard = torch.zeros_like(likely, dtype=torch.bool)
        heard[:, 0] = True
        loss.detection_loss(logits, boxes, self.cells, nothing, (heard, likely, guess))[0].backward()
        towards = -logits.grad[0]
        self.assertGreater(towards[0, 5], 0)
        self.assertLess(towards[1, 9], 0)                     # not heard: background
        self.assertEqual(boxes.grad[0].abs().sum(0).nonzero().flatten().tolist(), [5])

        equal = torch.full_like(logits, 0.3)
        value, cls, box = loss.detection_loss(equal.logit(), boxes, self.cells, nothing,
                                              (torch.ones_like(heard), equal, boxes))
        self.assertLess(max(cls.item(), box.item()), 1e-5)

    def test_labels_stand_above_a_doubting_teacher(self):
        target = torch.tensor([[0, 8, 8, 56, 56, 2, 1, 0]], dtype=torch.float32)
        logits, boxes = self.guess(1)
        plain = loss.detection_loss(logits, boxes, self.cells, target)
        doubt = torch.ones_like(logits, dtype=torch.bool), torch.zeros_like(logits), boxes
        for a, b in zip(plain, loss.detection_loss(logits, boxes, self.cells, target, doubt)):
            torch.testing.assert_close(a, b)

    def test_learns_one_picture(self):
        torch.manual_seed(0)
        net = model.Street()
        x = torch.rand(2, 3, 64, 64)
        target = torch.tensor([[0, 10, 10, 40, 50, 1, 1, 0], [1, 20, 5, 60, 30, 4, .6, 0]])
        optimizer = torch.optim.AdamW(net.parameters(), 3e-3)
        values = []
        for _ in range(25):
            value, _, _ = loss.detection_loss(*net(x), self.cells, target)
            value.backward()
            optimizer.step()
            optimizer.zero_grad()
            values.append(value.item())
        self.assertLess(values[-1], 0.5 * values[0])
