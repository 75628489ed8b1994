# SPDX-License-Identifier: Apache-2.0
import tempfile
import unittest
from unittest import mock

import cv2
import numpy as np
import torch

from common import collection
import compose
import data
import model
import paint
import pupil
import step


def smooth(pictures):
    return [cv2.GaussianBlur(p, (0, 0), 3) for p in pictures]


class Paint(unittest.TestCase):
    """The processor draws with OpenCV, a GPU with tensors: both must show the network the same."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        collection(self.folder.name)
        self.pictures = data.Pictures(self.folder.name, "train")
        self.pictures.pictures = smooth(self.pictures.pictures)
        self.device = torch.device("cpu")

    def test_bank_draws_what_opencv_draws(self):
        batches = compose.Batches(self.pictures, range(24), 5, drawn=False)
        bank = paint.Bank(self.pictures.pictures, self.device)
        for size, plan in (batches[(1, 96, False)], batches[(2, 160, True)]):
            plan["soft"][::3] = True
            rows = [plan[k] for k in ("split", "picture", "way", "soft")]
            got = bank.draw(size, *rows).mul(255)
            want = np.stack([paint.draw(self.pictures.pictures, size, *(r[i].numpy() for r in rows)) for i in range(24)])
            apart = (got - torch.from_numpy(want).permute(0, 3, 1, 2)).abs()
            self.assertLess(apart.mean().item(), 1.0)
            # Only the outermost pixel of a picture, which OpenCV mixes with what is around it, may differ much.
            self.assertLess((apart > 4).float().mean().item(), 0.03)

    def test_colours_are_the_same(self):
        rng = np.random.default_rng(2)
        looks = torch.tensor([compose.looks(rng)[:7] + (0.0,) for _ in range(12)])
        looks[0, 0], looks[1, 0], looks[2, 6], looks[3, 6] = 0.0, 1.0, 0.5, 0.0
        picture = self.pictures.pictures[0][:, :, ::-1].copy()
        x = torch.from_numpy(picture).permute(2, 0, 1).float().div(255).expand(12, -1, -1, -1)
        got = paint.recolour_batch(x, looks).mul(255)
        for row, g in zip(looks.tolist(), got):
            want = torch.from_numpy(paint.recolour(picture, row, rng)).permute(2, 0, 1)
            self.assertLess((g - want)[:, 1:-1, 1:-1].abs().max().item(), 4)

    def test_noise_is_as_strong_as_told(self):
        rng = np.random.default_rng(2)
        looks = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.03]
        grey = np.full((64, 64, 3), 128, np.uint8)
        one = paint.recolour(grey, looks, rng) / 255
        torch.manual_seed(0)
        all_ = paint.recolour_batch(torch.full((1, 3, 64, 64), 0.5), torch.tensor([looks]))
        for noisy in (one, all_.numpy()):
            self.assertAlmostEqual(float(noisy.std()), 0.03, delta=0.003)

    def test_a_step_learns_the_same_from_both(self):
        torch.manual_seed(0)
        student = pupil.Pupil(model.Street())
        results = []
        for drawn in (True, False):
            batches = compose.Batches(self.pictures, range(8), 5, drawn, 0 if drawn else 200)
            with mock.patch.object(compose, "looks", lambda rng: (0.7, 1.2, 1.1, 0.9, 1.0, 0.02, 0.0, 0.0)):
                size, plan = batches[(1, 96, False)]
            bank = None if drawn else paint.Bank(self.pictures.pictures, self.device)
            results.append(step.Step(student, None, self.device, bank, mixed=False)(plan, size))
            self.assertGreater(student.net.stem.conv.weight.grad.abs().sum().item(), 0)
        torch.testing.assert_close(*results, rtol=0.03, atol=0.01)
