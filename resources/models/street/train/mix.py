#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mix.py A.pt B.pt SHARE OUT.pt: averaged weights between those of two checkpoints of one run, SHARE of the way to B.

Before its cool-down a network does better on pictures unlike those learnt from, after it its boxes are tighter; weights
between the two have most of both.
"""

import sys

import torch


def mixed(a, b, share):
    return {k: torch.lerp(v, b[k], share) if v.is_floating_point() else b[k] for k, v in a.items()}


def main():
    a, b = (torch.load(path, map_location="cpu") for path in sys.argv[1:3])
    torch.save({"average": mixed(a["average"], b["average"], float(sys.argv[3])), "model": b["model"], "step": b["step"]},
               sys.argv[4])


if __name__ == "__main__":
    main()
