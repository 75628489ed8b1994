# SPDX-License-Identifier: Apache-2.0
import unittest

import torch

import common    # noqa: F401  (finds the modules below)
import model
import pupil
import teacher


class Stub:
    """A teacher that says the same of every picture."""

    def lecture(self, x):
        b, (h, w) = len(x), x.shape[2:]
        sides = [(h // s, w // s) for s in model.STRIDES]
        n = sum(i * j for i, j in sides)
        torch.manual_seed(5)
        boxes = torch.tensor([8., 8, 40, 40]).view(1, 4, 1).expand(b, 4, n)
        return (torch.zeros(b, 6, n), boxes, torch.full((b, teacher.OTHERS, n), 0.2),
                [torch.rand(b, teacher.WIDTH, i, j) for i, j in sides])


class Pupil(unittest.TestCase):
    def lesson(self, of, interest):
        torch.manual_seed(1)
        student = pupil.Pupil(model.Street())
        x = torch.rand(2, 3, 64, 64)
        cells = torch.cat([model.grid(64 // s, 64 // s, s, x.device) for s in model.STRIDES], 1)
        plan = {"objects": torch.tensor([[0, 10, 10, 40, 50, 1, 1, 0.]]), "split": torch.full((2, 2), 64.0),
                "by_hand": torch.zeros(2, 4, 6)}
        loss, parts = pupil.lesson(student, of, x, cells, plan, interest)
        loss.backward()
        return student, parts

    def test_answers_are_those_of_street(self):
        student = pupil.Pupil(model.Street()).eval()
        x = torch.rand(1, 3, 64, 96)
        for a, b in zip(student(x), student.net(x)):
            self.assertTrue(torch.equal(a, b))

    def test_what_else_the_teacher_sees_is_learnt_as_much_as_told(self):
        keen, parts = self.lesson(Stub(), 1.0)
        self.assertTrue((parts > 0).all())
        bored, _ = self.lesson(Stub(), 0.0)
        for k in ("others", "hints"):
            self.assertGreater(getattr(keen, k)[0].weight.grad.abs().sum().item(), 0)
            self.assertEqual(getattr(bored, k)[0].weight.grad.abs().sum().item(), 0)

    def test_without_a_teacher(self):
        alone, parts = self.lesson(None, 1.0)
        self.assertEqual(parts[2:].tolist(), [0, 0])
        self.assertIsNone(alone.hints[0].weight.grad)

    def test_likeness_of_features(self):
        torch.manual_seed(3)
        x = torch.rand(2, 8, 5, 5)
        self.assertLess(pupil.unlike(x * 3 + 1, x).item(), 1e-3)
        self.assertGreater(pupil.unlike(torch.rand(2, 8, 5, 5), x).item(), 1)
