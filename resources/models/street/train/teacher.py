# SPDX-License-Identifier: Apache-2.0
"""YOLOX-nano, from its published ONNX file, as a teacher of soft targets.

The network is that of "YOLOX: Exceeding YOLO Series in 2021" (Ge et al., arXiv:2107.08430),
depth 0.33, width 0.25, depthwise; OpenCV reads the file and hands over the weights.
"""

import sys

import cv2
import torch
import torch.nn as nn
import torch.nn.functional as F

from model import STRIDES, grid

CLASSES = (0, 1, 2, 3, 5, 7)    # COCO's places of Street's names
COCO = 80
OTHERS = COCO - len(CLASSES)
WIDTH = 64                      # of the features that its answers are read from


def convolutions(path):
    """Weight and bias of every convolution of an ONNX file, in its order."""
    net = cv2.dnn.readNetFromONNX(path)
    layers = [net.getLayer(net.getLayerId(n)) for n in net.getLayerNames()]
    return [(torch.from_numpy(a.blobs[0].copy()), torch.from_numpy(a.blobs[1].ravel().copy()))
            for a in layers if a.type == "Convolution"]


class Conv(nn.Module):
    """The file's next convolution, which has its batch normalisation folded in."""

    def __init__(self, weights, stride=1, act=True):
        super().__init__()
        weight, bias = next(weights)
        out, per_group, k, _ = weight.shape
        groups = out if per_group == 1 else 1
        self.conv = nn.Conv2d(per_group * groups, out, k, stride, k // 2, groups=groups)
        self.conv.weight.data = weight
        self.conv.bias.data = bias
        self.act = act

    def forward(self, x):
        x = self.conv(x)
        return x.mul_(x.sigmoid()) if self.act else x    # in bfloat16 quicker than silu()


def separable(weights, stride=1):
    return nn.Sequential(Conv(weights, stride), Conv(weights))


class Bottleneck(nn.Module):
    def __init__(self, weights, add):
        super().__init__()
        self.a, self.b = Conv(weights), separable(weights)
        self.add = add

    def forward(self, x):
        y = self.b(self.a(x))
        return x + y if self.add else y


class Partial(nn.Module):
    """Cross-stage partial layer."""

    def __init__(self, weights, n=1, add=False):
        super().__init__()
        self.a, self.b = Conv(weights), Conv(weights)
        self.m = nn.Sequential(*[Bottleneck(weights, add) for _ in range(n)])
        self.c = Conv(weights)

    def forward(self, x):
        return self.c(torch.cat([self.m(self.a(x)), self.b(x)], 1))


class Pyramid(nn.Module):
    """Maxima over 5, 9 and 13 cells beside their input."""

    def __init__(self, weights):
        super().__init__()
        self.a, self.b = Conv(weights), Conv(weights)

    def forward(self, x):
        x = self.a(x)
        return self.b(torch.cat([x] + [F.max_pool2d(x, k, 1, k // 2) for k in (5, 9, 13)], 1))


class Head(nn.Module):
    """Answers of one grid, from the features that `stem` makes of the neck's."""

    def __init__(self, weights):
        super().__init__()
        self.stem = Conv(weights)
        self.cls = nn.Sequential(separable(weights), separable(weights), Conv(weights, act=False))
        self.reg = nn.Sequential(separable(weights), separable(weights))
        self.box, self.obj = Conv(weights, act=False), Conv(weights, act=False)

    def forward(self, x):
        y = self.reg(x)
        return torch.cat([self.box(y), self.obj(y), self.cls(x)], 1).flatten(2)


class Teacher(nn.Module):
    """forward(): RGB 0..1 to [B, nc, N] probabilities and [B, 4, N] boxes x1 y1 x2 y2, for the
    same cells as Street's.
    """

    def __init__(self, path: str):
        super().__init__()
        weights = iter(convolutions(path) if path.endswith(".onnx") else torch.load(path))
        self.stem = Conv(weights)
        weight = self.stem.conv.weight.data         # learnt from BGR 0..255
        weight.copy_(weight.unflatten(1, (4, 3)).flip(2).flatten(1, 2) * 255.0)
        self.dark2 = nn.Sequential(separable(weights, 2), Partial(weights, 1, True))
        self.dark3 = nn.Sequential(separable(weights, 2), Partial(weights, 3, True))
        self.dark4 = nn.Sequential(separable(weights, 2), Partial(weights, 3, True))
        self.dark5 = nn.Sequential(separable(weights, 2), Pyramid(weights), Partial(weights))
        self.lat5, self.up4 = Conv(weights), Partial(weights)
        self.lat4, self.up3 = Conv(weights), Partial(weights)
        self.down3, self.out4 = separable(weights, 2), Partial(weights)
        self.down4, self.out5 = separable(weights, 2), Partial(weights)
        self.heads = nn.ModuleList([Head(weights) for _ in STRIDES])
        if next(weights, None) is not None:
            raise ValueError(path + " is not YOLOX-nano: it has more convolutions")
        self.register_buffer("own", torch.tensor(CLASSES))
        self.register_buffer("rest", torch.tensor([c for c in range(COCO) if c not in CLASSES]))
        self.eval().requires_grad_(False)

    def forward(self, x):
        return self.lecture(x)[:2]

    def lecture(self, x):
        """What forward() gives, and [B, OTHERS, N] probabilities of COCO's other classes, and the three maps of
        features [B, WIDTH, H, W] that all of it was read from.
        """
        corners = [x[..., i::2, j::2] for j in (0, 1) for i in (0, 1)]
        c3 = self.dark3(self.dark2(self.stem(torch.cat(corners, 1))))
        c4 = self.dark4(c3)
        l5 = self.lat5(self.dark5(c4))
        l4 = self.lat4(self.up4(torch.cat([F.interpolate(l5, scale_factor=2.0), c4], 1)))
        p3 = self.up3(torch.cat([F.interpolate(l4, scale_factor=2.0), c3], 1))
        p4 = self.out4(torch.cat([self.down3(p3), l4], 1))
        p5 = self.out5(torch.cat([self.down4(p4), l5], 1))
        maps = [head.stem(p) for head, p in zip(self.heads, (p3, p4, p5))]
        y = torch.cat([head(m) for head, m in zip(self.heads, maps)], 2).float()
        h, w = x.shape[2:]
        cell = torch.cat([grid(h // s, w // s, s, x.device) for s in STRIDES], 1)
        # YOLOX counts from the corner of a cell, Street from its middle.
        middle = cell[:2] + (y[:, :2] - 0.5) * cell[2]
        half = y[:, 2:4].exp() * cell[2] / 2
        prob = y[:, 4:5].sigmoid() * y[:, 5:].sigmoid()
        return prob[:, self.own], torch.cat([middle - half, middle + half], 1), prob[:, self.rest], maps


if __name__ == "__main__":
    # teacher.py FILE.onnx FILE.pt: for machines whose OpenCV, from 5 on, keeps an ONNX file's weights to itself.
    torch.save(convolutions(sys.argv[1]), sys.argv[2])
