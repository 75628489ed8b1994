# SPDX-License-Identifier: Apache-2.0
import unittest

import torch
import torch.nn.functional as F

import common    # noqa: F401  (finds the modules below)
import mix
import optim


class Orthogonal(unittest.TestCase):
    def test_singular_values_become_alike(self):
        torch.manual_seed(0)
        matrices = [torch.randn(8, 72), torch.randn(40, 12), torch.randn(5, 5)]
        for m, x in zip(matrices, optim.orthogonal_all(matrices)):
            self.assertEqual(x.shape, m.shape)
            values = torch.linalg.svdvals(x)
            self.assertTrue((values > 0.5).all() and (values < 1.4).all(), values)
            self.assertGreater((x * m).sum().item(), 0)

    def test_rows_and_columns_of_zeros_change_nothing(self):
        torch.manual_seed(0)
        m = torch.randn(1, 8, 72)
        wider = optim.orthogonal(F.pad(m, (0, 9, 0, 4)))
        torch.testing.assert_close(wider[:, :8, :72], optim.orthogonal(m), rtol=0.05, atol=0.02)
        self.assertEqual(wider[:, 8:].abs().max().item(), 0)


class Mix(unittest.TestCase):
    def test_between(self):
        a = {"weight": torch.tensor([0.0, 4.0]), "count": torch.tensor(3)}
        b = {"weight": torch.tensor([4.0, 0.0]), "count": torch.tensor(9)}
        got = mix.mixed([a, b], [0.25, 0.75])
        self.assertEqual((got["weight"].tolist(), got["count"].item()), ([3.0, 1.0], 9))
        with self.assertRaises(ValueError):
            mix.mixed([a, b], [0.5, 0.75])
