# SPDX-License-Identifier: Apache-2.0
import os
import tempfile
import unittest

import torch

from common import collection
import data
import export
import model
import unfold


class Unfold(unittest.TestCase):
    def test_normalisation_comes_back_and_changes_nothing(self):
        torch.manual_seed(1)
        net = model.Street()
        net.train()
        for _ in range(3):
            net(torch.rand(2, 3, 64, 64))
        with tempfile.TemporaryDirectory() as root:
            collection(root)
            path = os.path.join(root, "m.torchscript")
            export.build(net.state_dict()).save(path)
            batches = list(unfold.drawn(data.Pictures(root, "train"), 2, 64, 4))
            again = unfold.unfold(*unfold.folded(path), batches)
            shipped = torch.jit.load(path).eval()
        x = torch.rand(1, 3, 96, 64)
        with torch.no_grad():
            torch.testing.assert_close(model.Decoded(again)(x), shipped(x), rtol=1e-3, atol=1e-2)
            # In training, over the pictures that it was measured with, it normalises by what it was given.
            copy = model.Street()
            copy.load_state_dict(again.state_dict())
            conv = copy.c2[0]
            seen = conv.conv(copy.stem.eval()(torch.cat(batches)))
        torch.testing.assert_close(conv.bn.running_mean, seen.mean((0, 2, 3)), rtol=1e-3, atol=1e-3)
        torch.testing.assert_close(conv.bn.running_var, seen.var((0, 2, 3), False), rtol=1e-2, atol=1e-4)
        size = conv.conv.weight.square().mean((1, 2, 3)).sqrt()
        torch.testing.assert_close(size, torch.full_like(size, unfold.SIZE))
