# SPDX-License-Identifier: Apache-2.0
import os
import tempfile
import unittest

import cv2
import torch

from common import needs
import data
import model
import teacher


class Teacher(unittest.TestCase):
    def test_says_what_opencv_says(self):
        path = needs("models/onnx/yolox_nano_416.onnx")
        picture = cv2.imread(needs("pictures/bus.jpg"))
        x = data.to_tensor(data.letterbox(picture, 416, 416)[0])
        net = cv2.dnn.readNetFromONNX(path)
        net.setInput(x.flip(1).mul(255).numpy())
        want = torch.from_numpy(net.forward()[0])
        likely, boxes, others, features = teacher.Teacher(path).lecture(x)
        torch.testing.assert_close(likely[0].t(), want[:, 4:5] * want[:, [5 + c for c in teacher.CLASSES]],
                                   rtol=1e-3, atol=1e-4)
        self.assertGreater(likely[0, 0].max(), 0.7)
        cells = torch.cat([model.grid(416 // s, 416 // s, s, x.device) for s in model.STRIDES], 1)
        centre = (want[:, :2].t() - 0.5) * cells[2] + cells[:2]
        size = want[:, 2:4].t().exp() * cells[2]
        torch.testing.assert_close(boxes[0], torch.cat([centre - size / 2, centre + size / 2]),
                                   rtol=1e-3, atol=0.05)
        rest = [c for c in range(teacher.COCO) if c not in teacher.CLASSES]
        torch.testing.assert_close(others[0].t(), want[:, 4:5] * want[:, [5 + c for c in rest]], rtol=1e-3, atol=1e-4)
        self.assertEqual([tuple(f.shape[1:]) for f in features], [(teacher.WIDTH, 416 // s, 416 // s) for s in model.STRIDES])

    def test_weights_from_a_file_of_its_own(self):
        path = needs("models/onnx/yolox_nano_416.onnx")
        x = torch.rand(1, 3, 64, 96)
        with tempfile.TemporaryDirectory() as folder:
            kept = os.path.join(folder, "teacher.pt")
            torch.save(teacher.convolutions(path), kept)
            for a, b in zip(teacher.Teacher(path)(x), teacher.Teacher(kept)(x)):
                self.assertTrue(torch.equal(a, b))
