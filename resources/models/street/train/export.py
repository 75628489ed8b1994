#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a checkpoint's averaged weights as TorchScript with the metadata of Ultralytics exports.

Batch normalisation is folded; weights are stored as 16-bit floats and used as 32-bit ones.
"""

import argparse
import datetime
import json

import torch
import torch.nn as nn
import torch.nn.functional as F

from model import NAMES, Conv, Decoded, Street, fused


class StoredConv(nn.Module):
    """Convolution and rectifier whose weights lie on disk as halves.

    They are used in the type of the bias, to which a program's to() may change it; freezing converts them once.
    """

    def __init__(self, conv: nn.Conv2d, act: bool):
        super().__init__()
        self.register_buffer("weight", conv.weight.detach().half())
        self.register_buffer("bias", conv.bias.detach().clone())
        self.stride = conv.stride[0]
        self.padding = conv.padding[0]
        self.act = act

    def forward(self, x):
        x = F.conv2d(x, self.weight.to(self.bias.dtype), self.bias, [self.stride, self.stride],
                     [self.padding, self.padding])
        return torch.relu_(x) if self.act else x


def stored(module: nn.Module):
    """Replaces, in place, every convolution of a fused network."""
    for name, child in module.named_children():
        if isinstance(child, Conv):
            setattr(module, name, StoredConv(child.conv, isinstance(child.act, nn.ReLU)))
        elif isinstance(child, nn.Conv2d):
            setattr(module, name, StoredConv(child, False))
        else:
            stored(child)
    return module


def metadata(confidence: float, size: int, version: str, date: str):
    return {
        "description": "Street (bundled)", "author": "Sightglass", "date": date,
        "version": version, "license": "Apache-2.0",
        "docs": "resources/models/street/README.md", "stride": 32, "task": "detect", "batch": 1,
        "imgsz": [size, size], "names": {str(i): n for i, n in enumerate(NAMES)},
        "args": {"batch": 1, "half": False, "int8": False, "dynamic": True, "nms": False,
                 "conf": confidence},
        "channels": 3,
    }


def build(weights) -> torch.jit.ScriptModule:
    model = Street()
    model.load_state_dict(weights)
    return torch.jit.script(Decoded(stored(fused(model))).eval())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--conf", type=float, required=True, help="default confidence threshold")
    parser.add_argument("--size", type=int, default=416)
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    args = parser.parse_args()
    state = torch.load(args.checkpoint, map_location="cpu")
    config = json.dumps(metadata(args.conf, args.size, args.version, args.date))
    build(state["average"]).save(args.out, _extra_files={"config.txt": config})
    print(f"{args.out}: step {state['step']}")


if __name__ == "__main__":
    main()
