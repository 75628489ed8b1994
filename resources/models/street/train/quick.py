# SPDX-License-Identifier: Apache-2.0
"""Programs made quick, as the application makes them."""

import os

import torch


def hides_caches():
    """Whether the processor hides its caches, as AMD's do in some virtual machines: oneDNN 3, which PyTorch 2 has for optimised
    programs, divides by zero there."""
    return torch.__version__ >= "2" and not os.path.exists("/sys/devices/system/cpu/cpu0/cache/index0")


def quickened(program):
    """Frozen, and optimised for inference where that can be run."""
    frozen = torch.jit.freeze(program)
    return frozen if hides_caches() else torch.jit.optimize_for_inference(frozen)
