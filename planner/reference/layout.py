"""A step of training from its layout: what each part of it takes, in GPU-seconds of a token.

    arithmetic = FLOP of a token, recomputed ones too / (peak x efficiency)
    activation = layers x width x bytes / memory bandwidth
    tensor     = passes x 2 (t - 1) x layers x width x 2 bytes / (half of the link x its efficiency)
    launches   = layers x seconds of a layer and micro-batch x t / tokens of a micro-batch
    gradients  = 2 (d - 1)/d x weights of a GPU x 2 bytes / (network x its efficiency)
                 x GPUs / tokens of a step
    step       = (arithmetic + activation + tensor + launches) x (1 + (p - 1)/(m v)) + gradients

t, p, d are the tensor, pipeline and data parallel sizes, v the virtual stages, m the micro-batches of a
pipeline: Narayanan et al. 2021 (arXiv 2104.04473), sections 2 and 3. A layer is exchanged in 4 passes, in 6
with full recomputation (Shoeybi et al. 2019, arXiv 1909.08053). Not in it: sends between stages, the
optimizer's step, exchange among experts, overlap of gradients with arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from planner.reference.chips import Chip, chip
from planner.reference.flops import FLOP_PER_PARAM_TOKEN, attention_flop
from planner.reference.tables import required, rows

BYTES = 2.0  # of a number, and of a gradient
PASSES = {"full": 6.0}  # two all-reduces forward and two backward; with full recomputation two more
WITHOUT = 4.0
HARDWARE = {"full": 4.0 / 3.0, "selective": 1.0272}  # Korthikanti et al. 2022, 175B
NETWORK_GB_S = {"A100": 25.0}  # a GPU's share of the network, one direction: 200 Gb/s; later nodes have 400
LATER_GB_S = 50.0


@dataclass(frozen=True, slots=True)
class StepFit:
    """Constants of the step: shares of the peaks, bytes of a number of a layer's width, seconds of a layer.

    Factors: ends of the 80 % band of TFLOP/s over the median.
    """

    arithmetic_efficiency: float
    link_efficiency: float
    network_efficiency: float
    activation_bytes: float
    layer_s: float
    low_factor: float = 1.0
    high_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Layout:
    """A model, its batch, and how both are spread over GPUs."""

    parameters_b: float
    layers: float
    width: float
    sequence: float
    tensor: float
    pipeline: float
    virtual: float
    gpus: float
    micro_batch: float
    global_batch: float
    recompute: str

    @property
    def data(self) -> float:
        """Copies of the model."""
        return self.gpus / (self.tensor * self.pipeline)

    @property
    def bubble(self) -> float:
        """Idle time of a pipeline over its work."""
        batches = self.global_batch / self.data / self.micro_batch
        return (self.pipeline - 1) / (batches * self.virtual)

    @property
    def flop(self) -> float:
        """Model FLOP of a token, attention counted."""
        dense = FLOP_PER_PARAM_TOKEN * self.parameters_b * 1e9
        return dense + attention_flop(self.layers, self.width, self.sequence)


def network_gb_s(of: Chip) -> float:
    """A GPU's usual share of the network between servers, one direction."""
    return NETWORK_GB_S.get(of.name.split()[0], LATER_GB_S)


def step_tflops(at: Layout, of: Chip, fit: StepFit) -> float:
    """Model TFLOP/s of a GPU in a step.

    Raises:
        ValueError: the chip's peak, bandwidth or link is not known.
    """
    if not (of.bf16_tflops and of.memory_bandwidth_tb_s and of.scale_up_gb_s):
        raise ValueError(f"{of.name}: peak, bandwidth or link is not known")
    arithmetic = at.flop * HARDWARE.get(at.recompute, 1.0) / (of.bf16_tflops * 1e12)
    arithmetic /= fit.arithmetic_efficiency
    numbers = at.layers * at.width
    activation = numbers * fit.activation_bytes / (of.memory_bandwidth_tb_s * 1e12)
    exchanged = PASSES.get(at.recompute, WITHOUT) * 2 * (at.tensor - 1) * numbers * BYTES
    tensor = exchanged / (of.scale_up_gb_s / 2 * 1e9 * fit.link_efficiency)
    launches = at.layers * fit.layer_s * at.tensor / (at.micro_batch * at.sequence)
    launches *= HARDWARE.get(at.recompute, 1.0)
    weights = at.parameters_b * 1e9 / (at.tensor * at.pipeline)
    gradients = 2 * (at.data - 1) / at.data * weights * BYTES
    gradients *= at.gpus / (at.global_batch * at.sequence)
    gradients /= network_gb_s(of) * 1e9 * fit.network_efficiency
    busy = (arithmetic + activation + tensor + launches) * (1 + at.bubble)
    return at.flop / (busy + gradients) / 1e12


@cache
def load_step_fit() -> StepFit:
    """The constants of ``data/step_fit.csv``."""
    table = {row["name"]: required(row, "value") for row in rows("step_fit.csv")}
    return StepFit(**{name: table[name] for name in StepFit.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class MeasuredStep:
    """A published step whose layout is known."""

    id: str
    paper: str
    organisation: str
    chip: Chip
    layout: Layout
    tuned: bool
    model_tflops: float


COLUMNS = {
    **{"parameters_b": "parameters_b", "layers": "layers", "width": "hidden_width"},
    **{"sequence": "sequence_tokens", "tensor": "tensor_parallel", "pipeline": "pipeline_parallel"},
    **{"virtual": "virtual_stages", "gpus": "gpus", "micro_batch": "micro_batch"},
    "global_batch": "global_batch",
}
"""Where each number of a layout stands in the table."""


@cache
def load_layouts() -> tuple[MeasuredStep, ...]:
    """Every row of ``data/training_layouts.csv``."""
    return tuple(
        MeasuredStep(
            *(row["id"], row["paper"], row["organisation"], chip(row["chip"])),
            Layout(recompute=row["recompute"], **{of: required(row, name) for of, name in COLUMNS.items()}),
            row["tuned"] == "yes",
            required(row, "model_tflops"),
        )
        for row in rows("training_layouts.csv")
    )
