"""Parameters of the model: how many work on a token, and how many its architecture would have."""

from __future__ import annotations

from planner.model.lines import line
from planner.model.maths import larger, smaller
from planner.units import (
    BILLION,
    PARAMETER_PER_EMBEDDING,
    PARAMETER_PER_WEIGHT,
    BillionParams,
    Choice,
    Expert,
    Fraction,
    Layer,
    NumberPerTokenLayer,
    Ratio,
    Words,
)

ATTENTION_MATRICES = 2.0
"""Query and output have the width of the heads, key and value that of the cache: two of each."""

PLAIN_MATRICES, GATED_MATRICES = 2.0, 3.0
"""Up and down; a gated block has a gate besides. Shazeer 2020, arXiv 2002.05202."""


def is_dense(model_kind: Choice) -> bool:
    """Whether every layer has one feed-forward block, and no experts."""
    return model_kind.casefold() == "dense"


@line
def active_parameters_b(
    model_kind: Choice, parameters_b: BillionParams, moe_active_parameters_b: BillionParams
) -> BillionParams:
    """Parameters that one token passes through. Scalar. All of a dense model, never more than there are."""
    if is_dense(model_kind):
        return parameters_b
    return smaller(moe_active_parameters_b, parameters_b)


@line
def ffn_matrices(ffn_kind: Choice) -> Ratio:
    """Weight matrices in one feed-forward block. Scalar."""
    return GATED_MATRICES if ffn_kind.casefold() == "gated" else PLAIN_MATRICES


@line
def expert_layers(model_kind: Choice, layers: Layer, dense_layers: Layer) -> Layer:
    """Layers whose feed-forward block is one of experts; none of a dense model. Scalar."""
    return 0 * layers if is_dense(model_kind) else larger(0.0, layers - dense_layers)


@line
def attention_parameters_b(
    layers: Layer,
    hidden_width: NumberPerTokenLayer,
    attention_width: NumberPerTokenLayer,
    kv_width: NumberPerTokenLayer,
) -> BillionParams:
    """Weights of attention. Scalar. Leaves out biases, and the compression matrices of MLA."""
    per_layer = hidden_width * attention_width + hidden_width * kv_width
    return ATTENTION_MATRICES * per_layer * layers * PARAMETER_PER_WEIGHT / BILLION


@line
def one_expert_parameters_b(
    expert_layers: Layer,
    ffn_matrices: Ratio,
    hidden_width: NumberPerTokenLayer,
    ffn_width: NumberPerTokenLayer,
) -> BillionParams:
    """Weights of one expert, summed over the layers that have it. Scalar."""
    matrix = ffn_width * hidden_width * PARAMETER_PER_WEIGHT
    return matrix * ffn_matrices * expert_layers / BILLION


@line
def other_parameters_b(
    model_kind: Choice,
    layers: Layer,
    expert_layers: Layer,
    ffn_matrices: Ratio,
    hidden_width: NumberPerTokenLayer,
    ffn_width: NumberPerTokenLayer,
    dense_ffn_width: NumberPerTokenLayer,
    vocabulary: Words,
    embedding_matrices: Ratio,
) -> BillionParams:
    """Weights of feed-forward blocks without experts, and of the embeddings. Scalar. Leaves out norms."""
    width = ffn_width if is_dense(model_kind) else dense_ffn_width
    blocks = ffn_matrices * (layers - expert_layers) * (width * hidden_width * PARAMETER_PER_WEIGHT)
    embeddings = embedding_matrices * (hidden_width * vocabulary * PARAMETER_PER_EMBEDDING)
    return (blocks + embeddings) / BILLION


@line
def architecture_active_b(
    attention_parameters_b: BillionParams,
    other_parameters_b: BillionParams,
    one_expert_parameters_b: BillionParams,
    experts_per_token: Expert,
    shared_experts: Expert,
) -> BillionParams:
    """Parameters of a token's path, counted from the architecture. Scalar. For plausibility only."""
    path = (shared_experts + experts_per_token) * one_expert_parameters_b
    return path + attention_parameters_b + other_parameters_b


@line
def architecture_parameters_b(
    attention_parameters_b: BillionParams,
    other_parameters_b: BillionParams,
    one_expert_parameters_b: BillionParams,
    experts: Expert,
    shared_experts: Expert,
) -> BillionParams:
    """All parameters, counted from the architecture. Scalar. For plausibility only."""
    all_experts = (shared_experts + experts) * one_expert_parameters_b
    return all_experts + attention_parameters_b + other_parameters_b


@line
def architecture_difference(
    architecture_parameters_b: BillionParams, parameters_b: BillionParams
) -> Fraction:
    """How far the count is from the size that the plan states. Scalar."""
    return (architecture_parameters_b - parameters_b) / parameters_b
