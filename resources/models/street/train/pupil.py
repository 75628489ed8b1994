# SPDX-License-Identifier: Apache-2.0
"""Street while it learns: beside its own answers it guesses what else its teacher sees. That part is left behind."""

import torch
import torch.nn as nn

from loss import agreed, detection_loss, quality_focal, unmarked
from model import CONFIG, Street
from teacher import OTHERS, WIDTH


class Pupil(nn.Module):
    def __init__(self, net: Street):
        super().__init__()
        self.net = net
        self.others = nn.ModuleList([nn.Conv2d(c, OTHERS, 1) for c in CONFIG["head"]])
        self.hints = nn.ModuleList([nn.Conv2d(c, WIDTH, 1) for c in CONFIG["neck"]])
        for m in self.others:
            nn.init.normal_(m.weight, std=0.01)
            nn.init.constant_(m.bias, -5.0)

    def forward(self, x):
        """Logits and boxes as Street's, logits of the teacher's other classes, and guesses of its features."""
        maps = self.net.features(x)
        heads = [head(m) for head, m in zip(self.net.head, maps)]
        logits, boxes = self.net.decode([last(h) for last, h in zip(self.net.last, heads)])
        others = torch.cat([other(h).flatten(2) for other, h in zip(self.others, heads)], 2)
        return logits, boxes, others, [hint(m) for hint, m in zip(self.hints, maps)]


def unlike(guess, features):
    """Mean squared difference after each channel, over the batch, has mean 0 and deviation 1."""
    guess, features = (x.float().transpose(0, 1).flatten(1) for x in (guess, features))
    guess, features = ((x - x.mean(1, keepdim=True)) / (x.std(1, keepdim=True) + 1e-3) for x in (guess, features))
    return (guess - features).square().mean()


def lesson(pupil, teacher, x, cells, plan, interest):
    """The loss of one batch, and its parts: classes, boxes, other classes, features.

    interest: how much the teacher's other classes and features count, a number or tensor.
    """
    logits, boxes, others, hints = pupil(x)
    soft = None
    wider = logits.new_zeros(2, dtype=torch.float32)
    if teacher:
        with torch.no_grad():
            likely, guess, rest, features = teacher.lecture(x)
            heard = unmarked(cells, plan["split"], plan["by_hand"]) | agreed(guess, plan["objects"], likely.shape[1])
        soft = heard, likely, guess
        wider = torch.stack([quality_focal(others.float(), rest) / rest.sum().clamp(min=1.0),
                             sum(unlike(a, b) for a, b in zip(hints, features)) / len(hints)])
    loss, cls, box = detection_loss(logits, boxes, cells, plan["objects"], soft)
    parts = torch.stack([cls, box, *wider.detach()])
    return loss + interest * (0.5 * wider[0] + wider[1]), parts
