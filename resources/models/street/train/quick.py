# SPDX-License-Identifier: Apache-2.0
"""Programs made quick, as the application makes them."""

import os

import torch

# Where PyTorch is built with LLVM, as for Debian 13, this compiler of fused loops takes minutes for a network of many shapes,
# and what it makes is no quicker. The application has it off, too.
torch._C._jit_set_texpr_fuser_enabled(False)


def hides_caches():
    """Whether the processor hides its caches, as AMD's do in some virtual machines: oneDNN 3, which PyTorch 2 has for optimised
    programs, divides by zero there."""
    return torch.__version__ >= "2" and not os.path.exists("/sys/devices/system/cpu/cpu0/cache/index0")


def quickened(program):
    """Frozen, and optimised for inference where that can be run."""
    frozen = torch.jit.freeze(program)
    return frozen if hides_caches() else torch.jit.optimize_for_inference(frozen)
