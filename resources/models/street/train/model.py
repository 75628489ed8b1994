# SPDX-License-Identifier: Apache-2.0
"""The Street network: a small anchor-free convolutional detector for CPUs."""

import copy
from typing import List, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F

NAMES = ["person", "bicycle", "car", "motorcycle", "bus", "truck"]
STRIDES = (8, 16, 32)

# Widths at strides 2, 4, 8, 16, 32; residual blocks at strides 4, 8, 16, 32;
# widths of the neck's three outputs and of the head's 3x3 convolutions there.
CONFIG = {"widths": (16, 32, 64, 96, 160), "blocks": (0, 2, 3, 2),
          "neck": (48, 64, 96), "head": (64, 64, 80)}


class Conv(nn.Module):
    """Convolution, batch normalisation, activation."""

    def __init__(self, cin: int, cout: int, k: int = 3, s: int = 1, act: bool = True):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, k, s, k // 2, bias=False)
        self.bn = nn.BatchNorm2d(cout, eps=1e-3, momentum=0.03)
        self.act = nn.ReLU(inplace=True) if act else nn.Identity()

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class Block(nn.Module):
    """Residual pair of 3x3 convolutions, half as wide in the middle."""

    def __init__(self, c: int):
        super().__init__()
        self.a = Conv(c, c // 2)
        self.b = Conv(c // 2, c)

    def forward(self, x):
        return x + self.b(self.a(x))


def grid(height: int, width: int, stride: int, device: torch.device) -> torch.Tensor:
    """[3, height * width]: x and y of the centre of every cell, and the stride."""
    x = (torch.arange(width, device=device) + 0.5) * stride
    y = (torch.arange(height, device=device) + 0.5) * stride
    x = x.unsqueeze(0).expand(height, width)
    y = y.unsqueeze(1).expand(height, width)
    return torch.stack([x, y, torch.full_like(x, float(stride))]).flatten(1)


class Pool(nn.Module):
    """Spatial pyramid: three chained 5x5 maxima beside their input."""

    def __init__(self, cin: int, cout: int):
        super().__init__()
        c = cin // 4
        self.a = Conv(cin, c, 1)
        self.b = Conv(4 * c, cout, 1)

    def forward(self, x):
        x = self.a(x)
        y = F.max_pool2d(x, 5, 1, 2)
        z = F.max_pool2d(y, 5, 1, 2)
        return self.b(torch.cat([x, y, z, F.max_pool2d(z, 5, 1, 2)], 1))


class Street(nn.Module):
    """Backbone, two-way feature pyramid, and one 3x3 and one 1x1 convolution as head.

    forward() gives, for every cell of the three grids, [B, nc, N] class logits
    and [B, 4, N] boxes x1 y1 x2 y2 in input pixels.
    """

    def __init__(self, widths=CONFIG["widths"], blocks=CONFIG["blocks"],
                 neck=CONFIG["neck"], head=CONFIG["head"], nc: int = len(NAMES)):
        super().__init__()
        w1, w2, w3, w4, w5 = widths
        n3, n4, n5 = neck
        self.nc = nc
        self.stem = Conv(3, w1, 3, 2)
        stages = []
        for cin, cout, n in ((w1, w2, blocks[0]), (w2, w3, blocks[1]),
                             (w3, w4, blocks[2]), (w4, w5, blocks[3])):
            stages.append(nn.Sequential(Conv(cin, cout, 3, 2), *[Block(cout) for _ in range(n)]))
        self.c2, self.c3, self.c4, self.c5 = stages
        self.pool = Pool(w5, n5)
        self.lat4, self.lat3 = Conv(w4, n4, 1, act=False), Conv(w3, n3, 1, act=False)
        self.top4, self.top3 = Conv(n5, n4, 1, act=False), Conv(n4, n3, 1, act=False)
        self.up4, self.up3 = Conv(n4, n4), Conv(n3, n3)
        self.down4, self.down5 = Conv(n3, n4, 3, 2, act=False), Conv(n4, n5, 3, 2, act=False)
        self.out4, self.out5 = Conv(n4, n4), Conv(n5, n5)
        self.head = nn.ModuleList([Conv(c, h) for c, h in zip(neck, head)])
        self.last = nn.ModuleList([nn.Conv2d(h, nc + 4, 1) for h in head])
        for m in self.last:
            nn.init.normal_(m.weight, std=0.01)
            nn.init.constant_(m.bias[:nc], -4.0)
            nn.init.constant_(m.bias[nc:], 0.7)

    def features(self, x) -> List[torch.Tensor]:
        c3 = self.c3(self.c2(self.stem(x)))
        c4 = self.c4(c3)
        p5 = self.pool(self.c5(c4))
        p4 = self.up4(F.relu(self.lat4(c4) + F.interpolate(self.top4(p5), scale_factor=2.0)))
        p3 = self.up3(F.relu(self.lat3(c3) + F.interpolate(self.top3(p4), scale_factor=2.0)))
        p4 = self.out4(F.relu(p4 + self.down4(p3)))
        p5 = self.out5(F.relu(p5 + self.down5(p4)))
        return [p3, p4, p5]

    def decode(self, answers: List[torch.Tensor]) -> Tuple[torch.Tensor, torch.Tensor]:
        outputs: List[torch.Tensor] = []
        centres: List[torch.Tensor] = []
        for i, y in enumerate(answers):
            outputs.append(y.flatten(2))
            centres.append(grid(y.shape[2], y.shape[3], 8 << i, y.device))
        y = torch.cat(outputs, 2)
        cell = torch.cat(centres, 1)
        # A box within its cell may have an edge half a stride beyond the cell's centre.
        reach = (y[:, self.nc:].float().clamp(max=6.0).exp() - 0.5) * cell[2]
        low = cell[:2] - reach[:, :2]
        high = torch.maximum(cell[:2] + reach[:, 2:], low + 1.0)
        return y[:, :self.nc], torch.cat([low, high], 1)

    def forward(self, x) -> Tuple[torch.Tensor, torch.Tensor]:
        answers: List[torch.Tensor] = []
        maps = self.features(x)
        for i, (head, last) in enumerate(zip(self.head, self.last)):
            answers.append(last(head(maps[i])))
        return self.decode(answers)


def fused(model: nn.Module) -> nn.Module:
    """A copy in evaluation mode with every batch normalisation folded into its convolution."""
    model = copy.deepcopy(model).eval()
    for m in model.modules():
        if isinstance(m, Conv):
            m.conv = nn.utils.fusion.fuse_conv_bn_eval(m.conv, m.bn)
            m.bn = nn.Identity()
    return model


class Decoded(nn.Module):
    """The YOLOv8 layout: [B, 4 + nc, N], cx cy w h in input pixels, then class scores."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model

    def forward(self, x):
        logits, boxes = self.model(x)
        low, high = boxes[:, :2], boxes[:, 2:]
        return torch.cat([(low + high) * 0.5, high - low, logits.sigmoid()], 1)


def parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())
