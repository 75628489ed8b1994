# SPDX-License-Identifier: Apache-2.0
"""Tests of the trainer. From train/: python3 -m unittest discover -s tests"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

import cv2
import numpy as np
import torch

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, HERE)

import data          # noqa: E402
import evaluate      # noqa: E402
import export        # noqa: E402
import loss          # noqa: E402
import metrics       # noqa: E402
import model         # noqa: E402
import teacher       # noqa: E402
import train         # noqa: E402

TESTDATA = os.environ.get("SIGHTGLASS_TESTDATA", "")


def needs(path):
    """The path in the folder of test data; without it, a skip, or where CI is set a failure."""
    path = os.path.join(TESTDATA, path)
    if not os.path.exists(path):
        if os.environ.get("CI"):
            raise FileNotFoundError(path + " (is SIGHTGLASS_TESTDATA set?)")
        raise unittest.SkipTest(path + " is not there")
    return path


def naive_ap(found, truth, threshold):
    """Average precision of one class by plain loops, without sharing code with metrics.py.

    found, truth: per picture, lists of (x1, y1, x2, y2, score) and (x1, y1, x2, y2, ignore).
    """
    def iou(a, b):
        w = min(a[2], b[2]) - max(a[0], b[0])
        h = min(a[3], b[3]) - max(a[1], b[1])
        if w <= 0 or h <= 0:
            return 0.0
        both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return w * h / (both - w * h)

    marks = []
    total = sum(1 for t in truth for b in t if not b[4])
    for f, t in zip(found, truth):
        used = set()
        for d in sorted(f, key=lambda d: -d[4]):
            best, at = threshold, None
            for i, b in enumerate(t):
                if not b[4] and i not in used and iou(d, b) >= best:
                    best, at = iou(d, b), i
            if at is not None:
                used.add(at)
                marks.append((d[4], 1))
            elif not any(b[4] and iou(d, b) >= threshold for b in t):
                marks.append((d[4], 0))
    marks.sort(key=lambda m: -m[0])
    points, hits = [], 0
    for i, (_, hit) in enumerate(marks):
        hits += hit
        points.append((hits / total, hits / (i + 1)))
    value = 0.0
    for step in range(101):
        value += max([p for r, p in points if r >= step / 100 - 1e-9], default=0.0) / 101
    return value


class Metrics(unittest.TestCase):
    def test_by_hand(self):
        truth = np.array([[0, 0, 10, 10, 0, 1, 0], [20, 20, 30, 30, 0, 1, 0]], float)
        found = np.array([[0, 0, 10, 10, .9, 0], [50, 50, 60, 60, .8, 0], [20, 20, 30, 30, .7, 0]])
        row = metrics.evaluate([found], [truth], 1)[0]
        # Precision 1 up to recall 0.5 (51 points), then 2/3 (50 points).
        self.assertAlmostEqual(row["ap50"], (51 + 50 * 2 / 3) / 101)
        self.assertAlmostEqual(row["ap"], row["ap50"])
        self.assertEqual(row["objects"], 2)

    def test_ignore_neither_helps_nor_harms(self):
        truth = np.array([[0, 0, 10, 10, 0, 1, 0], [20, 20, 30, 30, 0, 1, 1]], float)
        found = np.array([[20, 20, 30, 30, .95, 0], [20, 20, 30, 31, .93, 0], [0, 0, 10, 10, .9, 0]])
        self.assertAlmostEqual(metrics.evaluate([found], [truth], 1)[0]["ap50"], 1.0)

    def test_second_answer_is_false(self):
        truth = np.array([[0, 0, 10, 10, 0, 1, 0]], float)
        found = np.array([[0, 0, 10, 9, .9, 0], [0, 0, 10, 10, .8, 0]])
        self.assertEqual(metrics.match(found, truth, 0.5).tolist(), [1, 0])

    def test_against_naive(self):
        rng = np.random.default_rng(3)
        for _ in range(30):
            found, truth = [], []
            for _ in range(4):
                t = rng.uniform(0, 60, (rng.integers(1, 6), 2))
                t = np.concatenate([t, t + rng.uniform(8, 30, t.shape)], 1)
                f = np.concatenate([t + rng.normal(0, 3, t.shape), t[:2] + rng.normal(0, 6, (len(t[:2]), 4))])
                f = f[(f[:, 2] > f[:, 0]) & (f[:, 3] > f[:, 1])]
                score = rng.permutation(1000)[:len(f), None] / 1000 + rng.random() * 1e-4
                hide = (rng.random((len(t), 1)) < 0.2).astype(float)
                truth.append(np.concatenate([t, np.zeros((len(t), 1)), np.ones((len(t), 1)), hide], 1))
                f = np.concatenate([f, score, np.zeros((len(f), 1))], 1)
                found.append(f[np.argsort(-f[:, 4])])
            if not sum((t[:, 6] == 0).sum() for t in truth):
                continue
            row = metrics.evaluate(found, truth, 1)[0]
            plain_f = [f[:, :5].tolist() for f in found]
            plain_t = [t[:, [0, 1, 2, 3, 6]].tolist() for t in truth]
            self.assertAlmostEqual(row["ap50"], naive_ap(plain_f, plain_t, 0.5), places=6)
            mean = np.mean([naive_ap(plain_f, plain_t, t) for t in metrics.IOUS])
            self.assertAlmostEqual(row["ap"], mean, places=6)

    def test_detect_maps_back(self):
        picture = np.zeros((50, 100, 3), np.uint8)

        def answer(x):
            out = torch.zeros(1, 10, 4)
            out[0, :4, 0] = torch.tensor([104.0, 104.0, 104.0, 52.0])
            out[0, 4 + 2, 0] = 0.9
            return out
        found = metrics.detect(answer, picture, 208, 208)
        np.testing.assert_allclose(found, [[25, 12.5, 75, 37.5, .9, 2]], atol=1e-4)

    def test_confusion(self):
        truth = np.array([[0, 0, 10, 10, 0, 1, 0], [20, 20, 30, 30, 2, 1, 0], [40, 40, 50, 50, 2, 1, 1]], float)
        found = np.array([[0, 0, 10, 10, .9, 5], [40, 40, 50, 50, .8, 0], [60, 0, 70, 9, .7, 4]])
        table = evaluate.confusion([found], [truth], 0.5)
        self.assertEqual(table[0, 5], 1)
        self.assertEqual(table[2, 6], 1)
        self.assertEqual(table[6, 4], 1)
        self.assertEqual(table.sum(), 3)


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
        obj, cell, iou = loss.assign(logits, boxes, self.cells, objects)
        self.assertEqual(set(obj.tolist()), set(range(6)))
        pairs = list(zip(objects[obj, 0].tolist(), cell.tolist()))
        self.assertEqual(len(pairs), len(set(pairs)))
        self.assertTrue((iou >= 0).all() and (iou <= 1).all())

    def test_ignored_cells_cost_nothing(self):
        logits, boxes = self.guess(1)
        target = torch.tensor([[0, 0, 0, 64, 64, 0, 1, 1]], dtype=torch.float32)
        value, _, _ = loss.detection_loss(logits + 8, boxes, self.cells, target)
        self.assertEqual(value.item(), 0)
        nothing, _, _ = loss.detection_loss(logits + 8, boxes, self.cells, target[:0])
        self.assertGreater(nothing.item(), 1)

    def test_teacher_is_heard_where_nobody_marked(self):
        """Of two tiles side by side, people marked class 0 in the left one only."""
        tiles = torch.tensor([[0, 0, 0, 32, 64, 1, 0, 0, 0, 0, 0], [0, 32, 0, 64, 64, 0, 0, 0, 0, 0, 0]])
        heard = loss.unmarked(self.cells, tiles.float(), 2, 6)
        left = self.cells[0] < 32
        self.assertTrue(torch.equal(heard[0, 0], ~left))
        self.assertTrue(heard[0, 1:].all())
        self.assertFalse(heard[1].any())

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


class Model(unittest.TestCase):
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


class Teacher(unittest.TestCase):
    def test_says_what_opencv_says(self):
        path = needs("models/onnx/yolox_nano_416.onnx")
        picture = cv2.imread(needs("pictures/bus.jpg"))
        x = data.to_tensor(data.letterbox(picture, 416, 416)[0])
        net = cv2.dnn.readNetFromONNX(path)
        net.setInput(x.flip(1).mul(255).numpy())
        want = torch.from_numpy(net.forward()[0])
        likely, boxes = teacher.Teacher(path)(x)
        torch.testing.assert_close(likely[0].t(), want[:, 4:5] * want[:, [5 + c for c in teacher.CLASSES]],
                                   rtol=1e-3, atol=1e-4)
        self.assertGreater(likely[0, 0].max(), 0.7)
        cells = torch.cat([model.grid(416 // s, 416 // s, s, x.device) for s in model.STRIDES], 1)
        centre = (want[:, :2].t() - 0.5) * cells[2] + cells[:2]
        size = want[:, 2:4].t().exp() * cells[2]
        torch.testing.assert_close(boxes[0], torch.cat([centre - size / 2, centre + size / 2]),
                                   rtol=1e-3, atol=0.05)


class Card(unittest.TestCase):
    def test_tells_what_the_shipped_model_reaches(self):
        folder = needs("street")
        shipped = os.path.dirname(HERE)
        net, _ = evaluate.load(os.path.join(shipped, "street.torchscript"))
        split = data.Pictures(folder, "val")
        found = [metrics.detect(net, p, 416, 416, iou=0.45) for p in split.pictures]
        table = metrics.evaluate(found, split.boxes, len(model.NAMES))
        with open(os.path.join(shipped, "README.md"), encoding="utf-8") as f:
            card = f.read().splitlines()
        for name, row in zip(model.NAMES, table):
            told = next(line for line in card if line.startswith(f"| {name} | {row['objects']} |"))
            self.assertAlmostEqual(float(told.split("|")[3]), row["ap50"], delta=0.003, msg=name)
            self.assertAlmostEqual(float(told.split("|")[4]), row["ap"], delta=0.003, msg=name)


class Run(unittest.TestCase):
    def folder(self, root):
        os.makedirs(os.path.join(root, "images"))
        rng = np.random.default_rng(0)
        categories = [{"id": i + 1, "name": n} for i, n in enumerate(model.NAMES)]
        for split in ("train", "val"):
            images, boxes = [], []
            for i in range(3):
                name = f"{split}{i}.jpg"
                cv2.imwrite(os.path.join(root, "images", name), rng.integers(0, 255, (90, 120, 3), np.uint8))
                images.append({"id": i, "file_name": name, "width": 120, "height": 90})
                boxes.append({"id": i, "image_id": i, "category_id": i + 1, "bbox": [20, 20, 40, 50],
                              "ignore": 0, "score": 1.0, "source": ("human", "teacher")[i % 2]})
            with open(os.path.join(root, split + ".json"), "w", encoding="utf-8") as f:
                json.dump({"images": images, "annotations": boxes, "categories": categories}, f)

    def test_batches_repeat(self):
        with tempfile.TemporaryDirectory() as root:
            self.folder(root)
            make = lambda: data.Batches(data.Pictures(root, "train"), range(2), 5)[(7, 64, False)]
            for a, b in zip(make(), make()):
                self.assertTrue(torch.equal(a, b))
            pictures, boxes, tiles = make()
            self.assertEqual((pictures.dtype, tuple(pictures.shape)), (torch.uint8, (2, 64, 64, 3)))
            self.assertEqual((boxes.shape[1], tiles.shape[1]), (8, 11))
            area = (tiles[:, 3:5] - tiles[:, 1:3]).prod(1)
            self.assertEqual([area[tiles[:, 0] == i].sum().item() for i in (0, 1)], [64 * 64] * 2)
            self.assertEqual(tiles[:, 5:].unique(dim=0).tolist(), [[1, 0, 1, 0, 0, 0]])

    def test_resumes_exactly(self):
        with tempfile.TemporaryDirectory() as root:
            self.folder(root)

            def run(out, *more):
                out = os.path.join(root, out)
                subprocess.run([sys.executable, "-W", "ignore", os.path.join(HERE, "train.py"),
                                "--data", root, "--out", out, "--batch", "4", "--sizes", "64",
                                "--cool-sizes", "64", "--fp32", "--workers", "0", "--steps", "5",
                                "--cool-steps", "2", *more], check=True, stdout=subprocess.DEVNULL)
                return torch.load(os.path.join(out, "final.pt"))["average"]
            whole = run("a")
            again = run("b", "--resume", os.path.join(root, "a", "flat.pt"))
            for k, v in whole.items():
                self.assertTrue(torch.equal(v, again[k]), k)

    def test_schedule_falls_to_zero(self):
        args = type("A", (), {"finish_by": "", "steps": 100, "cool_steps": 40, "warm_steps": 10,
                              "cool_minutes": 1})()
        schedule = train.Schedule(args)
        rates = [schedule.rate(s) for s in range(101)]
        self.assertAlmostEqual(rates[0], 0.1)
        self.assertEqual(rates[10:60], [1.0] * 50)
        self.assertTrue(all(a > b for a, b in zip(rates[60:], rates[61:])))
        self.assertAlmostEqual(rates[100], 0.0)


if __name__ == "__main__":
    unittest.main()
