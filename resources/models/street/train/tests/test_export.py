# SPDX-License-Identifier: Apache-2.0
import json
import os
import tempfile
import unittest

import torch

import common    # noqa: F401  (finds the modules below)
import evaluate
import export
import model


class Export(unittest.TestCase):
    def test_size(self):
        self.assertLessEqual(model.parameters(model.Street()), 1_500_000)

    def test_export_equals_network(self):
        torch.manual_seed(1)
        net = model.Street()
        net.train()
        for _ in range(3):
            net(torch.rand(2, 3, 64, 64))
        net.eval()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "m.torchscript")
            config = json.dumps(export.metadata(0.3, 416, "0", "2000-01-01"))
            export.build(net.state_dict()).save(path, _extra_files={"config.txt": config})
            self.assertLess(os.path.getsize(path), 4_000_000)
            plain, found = evaluate.load(path, optimise=False)
            fast, _ = evaluate.load(path)
            rough, _ = evaluate.load(path, bfloat16=True)
            self.assertEqual(found["names"]["5"], "truck")
            self.assertEqual(found["task"], "detect")
            for w, h in ((320, 192), (416, 416), (640, 640)):
                x = torch.rand(1, 3, h, w)
                with torch.no_grad():
                    want, a, b, c = model.Decoded(net)(x), plain(x), fast(x), rough(x)
                self.assertEqual(tuple(a.shape), (1, 10, w * h * 21 // 1024))
                torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-2)
                torch.testing.assert_close(a, want, rtol=2e-2, atol=0.5)
                torch.testing.assert_close(c, want, rtol=5e-2, atol=4.0)
                torch.testing.assert_close(c[:, 4:], want[:, 4:], rtol=0, atol=2e-2)
