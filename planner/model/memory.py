"""Memory: what training keeps on one GPU, and the smallest cluster that holds the model."""

from __future__ import annotations

from planner.model.architecture import is_dense
from planner.model.arrays import whole_up, yes
from planner.model.chain.tables import cell, where_architecture
from planner.model.lines import line
from planner.model.maths import smaller
from planner.units import (
    BILLION,
    SCORE,
    BatchSequence,
    BillionParams,
    BillionParamsPerGpu,
    BytePerNumber,
    BytePerParam,
    BytePerScore,
    Choice,
    Expert,
    Flag,
    Fraction,
    Gb,
    GbPerGpu,
    Gpu,
    GpuPerServer,
    Head,
    Layer,
    NumberPerTokenLayer,
    Ratio,
    RowNumber,
    TokenPerSequence,
)


@line
def training_chip_memory_gb(training_chip_row: RowNumber, chips_memory_gb: GbPerGpu) -> GbPerGpu:
    """Memory of the chip that trains. Scalar."""
    return cell(chips_memory_gb, training_chip_row)


@line
def spread_parameters_b(
    model_kind: Choice, parameters_b: BillionParams, one_expert_parameters_b: BillionParams, experts: Expert
) -> BillionParams:
    """Parameters of routed experts, which expert parallelism spreads out. Scalar. None in a dense model."""
    if is_dense(model_kind):
        return 0 * parameters_b
    return smaller(experts * one_expert_parameters_b, parameters_b)


@line
def parameters_per_gpu_b(
    parameters_b: BillionParams,
    spread_parameters_b: BillionParams,
    tensor_parallel: Gpu,
    pipeline_stages: Ratio,
    expert_parallel: Ratio,
) -> BillionParamsPerGpu:
    """Parameters that one GPU holds of a copy of the weights. Scalar. Every stage counts as equally large."""
    everywhere = parameters_b - spread_parameters_b
    group = tensor_parallel * pipeline_stages
    return everywhere / group + spread_parameters_b / (group * expert_parallel)


@line
def shared_parameters_per_gpu_b(parameters_b: BillionParams, training_gpus: Gpu) -> BillionParamsPerGpu:
    """Parameters over all GPUs: what each keeps of a thing that is shared out. Scalar."""
    return parameters_b / training_gpus


@line
def state_gb(
    optimizer_sharding: Choice,
    parameters_per_gpu_b: BillionParamsPerGpu,
    shared_parameters_per_gpu_b: BillionParamsPerGpu,
    weights_gradients_bytes: BytePerParam,
    optimizer_bytes: BytePerParam,
) -> GbPerGpu:
    """Weights, gradients and optimizer on one GPU. Scalar. 18 bytes per parameter without any sharing.

    Megatron-LM README: 6 + 12/d bytes with a distributed optimizer over d copies.
    """
    sharding = optimizer_sharding.casefold()
    weights = shared_parameters_per_gpu_b if sharding == "all" else parameters_per_gpu_b
    optimizer = parameters_per_gpu_b if sharding == "none" else shared_parameters_per_gpu_b
    return weights * weights_gradients_bytes + optimizer * optimizer_bytes


@line
def activation_gb(
    recompute: Choice,
    layers: Layer,
    hidden_width: NumberPerTokenLayer,
    micro_batch: BatchSequence,
    sequence_length: TokenPerSequence,
    activation_bytes: BytePerNumber,
    full_recompute_bytes: BytePerNumber,
    tensor_parallel: Gpu,
) -> GbPerGpu:
    """Activations on one GPU, attention scores apart. Scalar. Korthikanti et al., arXiv 2205.05198.

    The first stage of a full pipeline holds as many micro-batches as there are stages: all layers of one.
    """
    each = full_recompute_bytes if recompute.casefold() == "full" else activation_bytes
    tokens = sequence_length * micro_batch
    return tokens * layers * hidden_width * each / tensor_parallel / BILLION


@line
def score_gb(
    scores_kept: Choice,
    recompute: Choice,
    layers: Layer,
    attention_heads: Head,
    micro_batch: BatchSequence,
    sequence_length: TokenPerSequence,
    score_bytes: BytePerScore,
    tensor_parallel: Gpu,
) -> GbPerGpu:
    """Attention scores on one GPU. Scalar. None with FlashAttention or any recomputation."""
    kept = 1.0 if scores_kept.casefold() == "yes" and recompute.casefold() == "none" else 0.0
    scores = attention_heads * layers * micro_batch * sequence_length * sequence_length * SCORE
    return kept * scores * score_bytes / BILLION / tensor_parallel


@line
def memory_per_gpu_gb(state_gb: GbPerGpu, activation_gb: GbPerGpu, score_gb: GbPerGpu) -> GbPerGpu:
    """All that training keeps on one GPU. Scalar. Excludes buffers of the network and fragments."""
    return score_gb + activation_gb + state_gb


@line
def usable_memory_gb(training_chip_memory_gb: GbPerGpu, usable_memory_share: Fraction) -> GbPerGpu:
    """What of a GPU's memory training can use. Scalar."""
    return usable_memory_share * training_chip_memory_gb


@line
def copy_gpus(
    model_kind: Choice, tensor_parallel: Gpu, pipeline_stages: Ratio, expert_parallel: Ratio
) -> Gpu:
    """GPUs that hold one copy of the weights. Scalar. Experts are spread over more of them."""
    group = pipeline_stages * tensor_parallel
    return group if is_dense(model_kind) else expert_parallel * group


@line
def model_memory_gb(
    parameters_b: BillionParams,
    weights_gradients_bytes: BytePerParam,
    optimizer_bytes: BytePerParam,
    activation_gb: GbPerGpu,
    score_gb: GbPerGpu,
    tensor_parallel: Gpu,
) -> Gb:
    """One copy of everything: state of all parameters, activations of one micro-batch. Scalar."""
    state = parameters_b * weights_gradients_bytes + parameters_b * optimizer_bytes
    return state + tensor_parallel * activation_gb + tensor_parallel * score_gb


@line
def smallest_cluster_gpus(
    model_memory_gb: Gb, usable_memory_gb: GbPerGpu, gpus_per_server: GpuPerServer
) -> Gpu:
    """GPUs, in whole servers, whose memory holds everything once when it is shared out evenly. Scalar."""
    servers = whole_up(model_memory_gb / (usable_memory_gb * gpus_per_server))
    return servers * gpus_per_server


@line
def memory_check(
    memory_per_gpu_gb: GbPerGpu,
    usable_memory_gb: GbPerGpu,
    copy_gpus: Gpu,
    training_gpus: Gpu,
    model_from_architecture: Flag,
) -> Flag:
    """1 where each GPU holds its part, and the cluster a copy of the weights. Scalar.

    Met where no model takes the architecture's figures.
    """
    fits = yes(memory_per_gpu_gb <= usable_memory_gb) * yes(copy_gpus <= training_gpus)
    return where_architecture(model_from_architecture, fits)
