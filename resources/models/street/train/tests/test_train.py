# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys
import tempfile
import unittest

import torch

from common import HERE, collection, needs


class Run(unittest.TestCase):
    def run_in(self, root, out, *more):
        out = os.path.join(root, out)
        subprocess.run([sys.executable, "-W", "ignore", os.path.join(HERE, "train.py"),
                        "--data", root, "--out", out, "--batch", "4", "--sizes", "64",
                        "--cool-sizes", "64", "--fp32", "--workers", "0", "--steps", "5",
                        "--cool-steps", "2", *more], check=True, stdout=subprocess.DEVNULL)
        return torch.load(os.path.join(out, "final.pt"))["average"]

    def test_resumes_exactly(self):
        with tempfile.TemporaryDirectory() as root:
            collection(root)
            whole = self.run_in(root, "a")
            again = self.run_in(root, "b", "--resume", os.path.join(root, "a", "flat.pt"))
            for k, v in whole.items():
                self.assertTrue(torch.equal(v, again[k]), k)

    def test_begins_with_weights_and_a_teacher(self):
        teacher = needs("models/onnx/yolox_nano_416.onnx")
        with tempfile.TemporaryDirectory() as root:
            collection(root)
            first = self.run_in(root, "a")
            begin = "--weights", os.path.join(root, "a", "final.pt")
            still = self.run_in(root, "b", *begin, "--rate", "0")
            for k, v in first.items():
                if "running" not in k and "tracked" not in k:
                    torch.testing.assert_close(still[k], v, msg=k)
            alone = self.run_in(root, "c", *begin)
            taught = self.run_in(root, "d", *begin, "--teacher", teacher)
            self.assertFalse(torch.equal(alone["stem.conv.weight"], taught["stem.conv.weight"]))

    def recipe(self, root, out, *more):
        """Runs the recipe; returns one weight of each of its checkpoints by name."""
        teacher = needs("models/onnx/yolox_nano_416.onnx")
        out = os.path.join(root, out)
        subprocess.run([os.path.join(HERE, "recipe"), root, teacher, out, *more, "--batch", "4", "--sizes", "64",
                        "--cool-sizes", "64", "--fp32", "--workers", "0", "--steps", "4", "--cool-steps", "2",
                        "--check-minutes", "0"], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "PYTHON": sys.executable, "PYTHONWARNINGS": "ignore"})
        return {name[:-3]: torch.load(os.path.join(out, name))["average"]["c2.0.conv.weight"]
                for name in os.listdir(out) if name.endswith(".pt")}

    def test_recipe(self):
        with tempfile.TemporaryDirectory() as root:
            collection(root)
            w = self.recipe(root, "out")
            torch.testing.assert_close(w["mixed"], w["flat"] + 0.7 * (w["final"] - w["flat"]))
            self.assertFalse(torch.equal(w["flat"], w["final"]))

    def test_recipe_goes_on_from_the_model_that_is_there(self):
        with tempfile.TemporaryDirectory() as root:
            collection(root)
            shipped = os.path.join(os.path.dirname(HERE), "street.torchscript")
            w = self.recipe(root, "out", "--from", shipped, "--keep", "1")
            torch.testing.assert_close(w["mixed"], 0.1 * w["begin"] + 0.5 * w["kept"] + 0.4 * w["final"])
            self.assertFalse(torch.equal(w["begin"], w["final"]))
