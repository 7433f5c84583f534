"""Training FLOP, and the two conventions that must not be mixed.

Model FLOP count what the mathematics needs; hardware FLOP also count the forward pass that activation
recomputation repeats. MFU and HFU are the two divided by the same dense peak.
"""

from __future__ import annotations

FLOP_PER_PARAM_TOKEN = 6.0  # forward 2 + backward 4; Kaplan et al. 2020, section 2.1
ATTENTION_FLOP_FACTOR = 12.0  # per layer, width and attended token; PaLM (arXiv 2204.02311), appendix B
PARAMS_PER_LAYER_WIDTH = 12.0  # parameters = 12 x layers x width^2; Narayanan et al. 2021, equation 2
WIDTH_PER_LAYER = 128.0  # the usual aspect ratio: 405B has 16,384 / 126 = 130, GPT-3 has 12,288 / 96 = 128
FORWARD_BACKWARD_PASSES = 3.0  # one forward, a backward that costs two
RECOMPUTED_PASSES = 4.0  # with full recomputation one more forward; 6ND becomes 8ND


def model_share_of_hardware_flop(recompute: str) -> float | None:
    """Model FLOP over hardware FLOP: 1 without recomputation, 6/8 with full; None for selective.

    GLM-130B prints both sides of it: MFU 32.5 % over HFU 43.3 % is 0.75 (arXiv 2210.02414).
    """
    return {"none": 1.0, "full": FORWARD_BACKWARD_PASSES / RECOMPUTED_PASSES}.get(recompute)


def estimated_hidden(parameters_b: float) -> float:
    """Width of a dense transformer of usual proportions, from its parameters in 1e9.

    405e9 parameters give 16,290 (published: 16,384), 175e9 give 12,310 (12,288), 8e9 give 4,400 (4,096).
    """
    parameters = parameters_b * 1e9
    return float((parameters * WIDTH_PER_LAYER / PARAMS_PER_LAYER_WIDTH) ** (1 / 3))


def usual_shape(parameters_b: float) -> tuple[float, float]:
    """Layers and width of usual proportions, of as many parameters in 1e9."""
    width = estimated_hidden(parameters_b)
    return width / WIDTH_PER_LAYER, width


def attention_flop(layers: float, width: float, span_tokens: float | None) -> float:
    """Training FLOP of attention scores of a token: 12 x layers x width x span; 0 if the span is not known.

    PaLM, appendix B: width is heads x head size, which a mixture of experts does not get from its active
    parameters. Every token attends to the whole span, without a discount for the causal mask.
    """
    return ATTENTION_FLOP_FACTOR * layers * width * (span_tokens or 0.0)


def training_flop(
    parameters_active_b: float,
    tokens_b: float,
    attention_span_tokens: float | None = None,
    shape: tuple[float, float] | None = None,
) -> float:
    """Model FLOP of one pass over the tokens; the attention term where the span is known.

    ``shape``: layers and width of attention; of usual proportions where they are not known.
    """
    layers, width = shape or usual_shape(parameters_active_b)
    token = FLOP_PER_PARAM_TOKEN * parameters_active_b * 1e9
    return tokens_b * 1e9 * (token + attention_flop(layers, width, attention_span_tokens))
