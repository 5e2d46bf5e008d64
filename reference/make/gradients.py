"""Derivatives of single operators, by autograd in double precision."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional as F

from .files import write_json

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """What is computed of `by`, the shapes that are differentiated by, and of constants."""

    compute: Callable[..., torch.Tensor]
    by: tuple[Shape, ...]
    constants: dict[str, torch.Tensor] = field(default_factory=dict)
    # Added to numbers of −1…1: a logarithm wants positive ones.
    offset: float = 0.0


def drawn(shape: Shape, seed: int) -> torch.Tensor:
    """−1…1, each number one that float32 holds."""
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def exactly_held(shape: Shape, top: int, denominator: int) -> torch.Tensor:
    """A matrix that a quantization of blocks or rows holds without error: all of its steps, the largest in each."""
    values = torch.randint(1 - top, top, shape, generator=torch.Generator().manual_seed(top))
    values[:, ::32] = top * (1 - 2 * (torch.arange(shape[0]) % 2))[:, None]
    return values / denominator


def layer(weight: torch.Tensor) -> dict[str, torch.Tensor]:
    bias = drawn((weight.shape[0],), 9)
    return {"weight": weight, "bias": bias.half().float()}  # one scheme keeps it in 16 bits


def norm(size: int) -> dict[str, torch.Tensor]:
    return {"scale": drawn((size,), 8), "bias": drawn((size,), 9)}


def log_probability(x: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return x.log_softmax(dim=-1).gather(1, targets)


TARGETS = {"targets": torch.tensor([[2], [0], [3]])}

CASES = {
    "Add": Case(torch.add, ((3, 4), (3, 4))),
    "Add, broadcast": Case(torch.add, ((2, 3, 4), (3, 1))),
    "Sub": Case(torch.sub, ((3, 4), (3, 1))),
    "Mul": Case(torch.mul, ((3, 4), (3, 4))),
    "Mul, broadcast": Case(torch.mul, ((2, 3, 4), (4,))),
    "Mul, by itself": Case(lambda x: x * x, ((5,),)),
    "MatMul": Case(torch.matmul, ((3, 4), (4, 2))),
    "MatMul, batches": Case(torch.matmul, ((2, 3, 4), (2, 4, 5))),
    "MatMul, one batch for all": Case(torch.matmul, ((1, 2, 3, 4), (2, 4, 5))),
    "Gemm": Case(F.linear, ((3, 4),), layer(drawn((5, 4), 8))),
    "Reshape": Case(lambda x: x.reshape(2, -1), ((3, 4),)),
    "Transpose": Case(lambda x: x.permute(2, 0, 1), ((2, 3, 4),)),
    "ReduceSum": Case(lambda x: x.sum(dim=1, keepdim=True), ((3, 4),)),
    "Exp": Case(torch.exp, ((3, 4),)),
    "Log": Case(torch.log, ((3, 4),), offset=1.5),
    "GatherElements": Case(lambda x, targets: x.gather(1, targets), ((3, 4),), TARGETS),
    "Softmax": Case(lambda x: x.softmax(dim=-1), ((3, 5),)),
    "Gelu": Case(F.gelu, ((3, 4),)),
    "Relu": Case(F.relu, ((3, 4),)),
    "Sigmoid": Case(torch.sigmoid, ((3, 4),)),
    "Tanh": Case(torch.tanh, ((3, 4),)),
    "LayerNormalization": Case(lambda x, scale, bias: F.layer_norm(x, (8,), scale, bias, 2e-2), ((3, 8),), norm(8)),
    "SkipLayerNormalization": Case(
        lambda x, skip, scale, bias: F.layer_norm(x + skip, (8,), scale, bias, 1e-12), ((3, 8), (3, 8)), norm(8)
    ),
    "MatMulNBits, 8 bits, the last block cut": Case(F.linear, ((2, 40),), layer(exactly_held((5, 40), 128, 128))),
    "MatMulNBits, 4 bits": Case(F.linear, ((2, 64),), layer(exactly_held((5, 64), 8, 8))),
    "int8 made float again": Case(F.linear, ((2, 8),), layer(exactly_held((5, 8), 127, 128))),
    "fp16 made float again": Case(F.linear, ((2, 8),), layer(exactly_held((5, 8), 127, 128))),
    "a value used three times": Case(lambda x: x.softmax(dim=-1) + x @ F.gelu(x), ((4, 4),)),
    "the logarithm of a softmax at a target": Case(log_probability, ((3, 5),), TARGETS),
}


def gradient_values(case: Case) -> dict[str, Any]:
    """y, and Σ seed · ∂y/∂x for each x; everything that goes in is float32, everything computed is double."""
    by = [drawn(shape, index + 1) + case.offset for index, shape in enumerate(case.by)]
    doubles = [x.double().requires_grad_() for x in by]
    constants = [c.double() if c.is_floating_point() else c for c in case.constants.values()]
    with torch.enable_grad():
        y = case.compute(*doubles, *constants)
        seed = drawn(tuple(y.shape), 7)
        gradients = torch.autograd.grad(y, doubles, seed.double())
    return {
        "by": [described(x) for x in by],
        "constants": {name: described(constant) for name, constant in case.constants.items()},
        "y": described(y.detach()),
        "seed": described(seed),
        "gradients": [described(gradient) for gradient in gradients],
    }


def described(tensor: torch.Tensor) -> dict[str, Any]:
    return {"shape": list(tensor.shape), "values": tensor.flatten()}


def write_gradients(values: Path) -> None:
    write_json(values / "gradients.json", {name: gradient_values(case) for name, case in CASES.items()})
