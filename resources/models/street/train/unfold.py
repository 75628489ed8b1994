#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""unfold.py MODEL.torchscript DATA OUT.pt: an exported model as weights that train.py --weights goes on from.

The export has batch normalisation folded into its convolutions. Here it gets one back that does just what was folded: it
takes from each channel the mean and deviation that it has over training pictures, and gives them back. A normalised
convolution says the same at any scale, but learns the slower the larger its weights are: they get the size that
training brings them to.
"""

import argparse

import cv2
import numpy as np
import torch

from compose import Batches
from data import Pictures
from model import Conv, Street

SIZE = 0.12    # root of the mean square of each channel's weights, about what it is after some thousand steps


def folded(path):
    """The network of an export, whose normalisation does nothing yet, and its convolutions."""
    net = Street().eval()
    stored = {k.replace("model.", "", 1): v.float() for k, v in torch.jit.load(path, "cpu").state_dict().items()}
    convolutions = {n: m for n, m in net.named_modules() if isinstance(m, Conv)}
    with torch.no_grad():
        for name, m in convolutions.items():
            m.conv.weight.copy_(stored.pop(name + ".weight"))
            m.bn.bias.copy_(stored.pop(name + ".bias"))
            m.bn.eps = 0.0
    net.load_state_dict({**net.state_dict(), **stored})
    return net, convolutions


@torch.no_grad()
def unfold(net, convolutions, batches):
    """Measures every convolution over batches of pictures, and gives it a normalisation that changes nothing."""
    sums = {}

    def measure(name):
        def hook(_, __, x):
            x = x.double()
            sums[name] = sums.get(name, 0) + torch.stack([x.mean((0, 2, 3)), x.square().mean((0, 2, 3))])
        return hook

    hooks = [m.conv.register_forward_hook(measure(n)) for n, m in convolutions.items()]
    count = 0
    for x in batches:
        net(x)
        count += 1
    for h in hooks:
        h.remove()
    whole = Street()
    for name, m in convolutions.items():
        mean, square = sums[name] / count
        variance = (square - mean * mean).clamp(min=0)
        m.bn.eps = dict(whole.named_modules())[name].bn.eps
        m.bn.bias.add_(mean.float())
        size = m.conv.weight.square().mean((1, 2, 3)).sqrt().clamp(min=1e-8)
        scale = SIZE / size
        m.conv.weight.mul_(scale.view(-1, 1, 1, 1))
        m.bn.running_mean.copy_(mean * scale)
        m.bn.running_var.copy_(variance * scale * scale)
        m.bn.weight.copy_((m.bn.running_var + m.bn.eps).sqrt() / scale)
    return net


def drawn(pictures, count, size=416, each=16):
    """Batches of compositions as they are learnt from."""
    batches = Batches(pictures, range(each), 1)
    for step in range(count):
        yield batches[(step, size, False)][1]["x"].float().div_(255.0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--batches", type=int, default=24, help="of 16 pictures, to measure with")
    parser.add_argument("--limit", type=int, default=0, help="use only so many pictures")
    args = parser.parse_args()
    cv2.setNumThreads(0)
    torch.manual_seed(0)
    np.random.seed(0)
    net = unfold(*folded(args.model), drawn(Pictures(args.data, "train", args.limit), args.batches))
    torch.save({"average": net.state_dict(), "step": 0}, args.out)


if __name__ == "__main__":
    main()
