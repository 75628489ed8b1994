#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mix.py OUT.pt A.pt=SHARE B.pt=SHARE ...: averaged weights between those of checkpoints, one of which came from the others.

Before its cool-down a network does better on pictures unlike those learnt from, after it its boxes are tighter; weights
between the two have most of both. Those that the run began with may be among them.
"""

import sys

import torch


def mixed(weights, shares):
    """The mean of several states of one network, by shares that add up to one; counters are the last one's."""
    if abs(sum(shares) - 1) > 1e-6:
        raise ValueError("the shares do not add up to one")
    return {k: sum(w[k] * s for w, s in zip(weights, shares)) if last.is_floating_point() else last
            for k, last in weights[-1].items()}


def main():
    paths, shares = zip(*(a.rsplit("=", 1) for a in sys.argv[2:]))
    states = [torch.load(path, map_location="cpu") for path in paths]
    torch.save({**{k: states[-1][k] for k in ("model", "step")},
                "average": mixed([s["average"] for s in states], [float(s) for s in shares])}, sys.argv[1])


if __name__ == "__main__":
    main()
