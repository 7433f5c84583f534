"""Inputs of the technical half: the model of the source of `essay` (GPT-3), and the tables beside it.

Layers, widths and the measured figures are those that the source names or takes from GPT-3's paper (arXiv
2005.14165); what it does not name has an ordinary value, since only some of it reaches a number of a test.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.chain.case_inputs import columns, same

WORDS = {
    **{"model_kind": "dense", "ffn_kind": "plain", "scores_kept": "yes", "recompute": "none"},
    **{"optimizer_sharding": "optimizer", "count_attention": "no", "training_precision": "BF16"},
    **{"training_stack": "typical"},
    **{"throughput_from": "measured", "goodput_from": "not counted", "checkpoint_rule": "Young"},
    **{"buyer_region": "United States", "compare_contract": "on demand", "source_budget": "no"},
    **{"serving_throughput_from": "measured", "serving_benchmark": "row", "serving_precision": "BF16"},
    **{"serving_roofline_point": "middle", "token_cost_at": "typed load"},
}
ARCHITECTURE = {
    **{"parameters_b": 175.0, "moe_active_parameters_b": 37.0, "layers": 96.0, "hidden_width": 12288.0},
    **{"attention_heads": 96.0, "attention_width": 12288.0, "kv_width": 12288.0, "ffn_width": 49152.0},
    **{"vocabulary": 50257.0, "embedding_matrices": 1.0, "sequence_length": 2048.0, "experts": 1.0},
    **{"experts_per_token": 1.0, "shared_experts": 0.0, "dense_layers": 0.0, "dense_ffn_width": 18432.0},
}
TRAINING = {
    **{"gpu_tflops": 140.0, "mfu": 0.375, "selective_recompute_overhead": 0.0272, "typed_goodput": 0.9},
    **{"node_mtbf_days": 153.8, "checkpoint_seconds": 60.0, "typed_checkpoint_hours": 1.0},
    **{"repair_hours": 24.0, "restart_minutes": 15.0, "deadline_days": 30.0, "pool_gpus": 2000.0},
    **{"predicted_balance_most": 0.714061, "predicted_balance_slope": -0.640519, "predicted_band": 1.0},
    **{"predicted_intercept": -0.671652, "predicted_reference_balance": 153.016},
    **{"predicted_reference_parameters_b": 30.0, "predicted_size_slope": 0.171251},
    **{"predicted_size_least": -2.0149, "predicted_fp8": 0.27, "predicted_experts": -0.17},
    **{"predicted_library": -0.05, "predicted_tuned": 0.13, "predicted_tuned_balance": 0.53},
    **{"predicted_tuned_recompute": -0.18, "predicted_tuned_experts": -0.6},
    **{"global_batch": 0.0, "virtual_stages": 1.0, "context_parallel": 1.0, "network_gb_s": 50.0},
    **{"step_arithmetic_efficiency": 0.6, "step_activation_bytes": 200.0, "step_link_efficiency": 0.5},
    **{"step_network_efficiency": 0.6, "step_layer_s": 0.0003, "step_band": 1.0},
    **{"hoffmann_a": 406.4, "hoffmann_alpha": 0.3392, "hoffmann_b": 410.7, "hoffmann_beta": 0.2849},
    **{"besiroglu_a": 482.01, "besiroglu_alpha": 0.3478, "besiroglu_b": 2085.43, "besiroglu_beta": 0.3658},
}
MEMORY = {
    **{"activation_bytes": 34.0, "full_recompute_bytes": 2.0, "score_bytes": 5.0, "micro_batch": 1.0},
    **{"optimizer_bytes": 12.0, "weights_gradients_bytes": 6.0, "usable_memory_share": 0.9},
    **{"tensor_parallel": 8.0, "pipeline_stages": 8.0, "expert_parallel": 1.0},
}
SERVING = {
    **{"serving_servers": 1.0, "serving_batch": 128.0, "serving_input_tokens": 200.0},
    **{"serving_output_tokens": 200.0, "serving_latency_s": 20.0, "serving_utilisation": 1.0},
    **{"serving_memory_share": 1.0, "serving_weight_bytes": 2.0, "serving_cache_number_bytes": 2.0},
    **{"serving_cache_token_bytes": 0.0, "serving_attention_gpus": 8.0, "moderation_overhead": 0.0},
    **{"serving_band_low": 0.809852, "serving_band_high": 1.14511},
    **{"serving_experts_band_low": 0.662167, "serving_experts_band_high": 1.54144},
    **{
        "prefill_bf16_efficiency": 0.599123,
        "prefill_fp8_efficiency": 0.746516,
        "prefill_fp4_efficiency": 0.51211,
    },
    **{
        "decode_bf16_efficiency": 0.507749,
        "decode_fp8_efficiency": 0.561199,
        "decode_fp4_efficiency": 0.400002,
    },
    **{"serving_memory_efficiency": 0.884196, "serving_link_efficiency": 0.600827},
    **{"serving_activation_passes": 35.9852, "decode_attention_width": 0.0},
    **{"serving_layer_overhead_us": 114.65, "serving_join_overhead_us": 42.3671},
    **{"windowed_layers": 0.0, "attention_window": 4096.0},
}
OWNING = {
    **{"average_draw": 0.75, "pue": 1.25, "electricity_usd_kwh": 0.0806, "colocation_usd_kw_month": 163.44},
    **{"cost_of_capital": 0.1, "owned_life_years": 5.0, "owned_network_share": 0.19},
    **{"owned_spares_fraction": 0.083, "maintenance_fraction": 0.05, "residual_fraction": 0.1},
    **{"server_over_card": 1.64, "server_power_over_chip": 1.82},
}
PROGRAMME = {
    **{"overhead": 0.1, "parallel_clusters": 2.0, "programme_years": 5.0, "reserve_cny": 3e9},
    **{"network_share": 0.0, "max_price_age_days": 90.0, "founders_share": 1.0, "option_pool_share": 0.0},
}
IN_ITS_MONTH = {
    **{"api_days": 0.0, "subscription_days": 0.0, "contract_days": 0.0, "terms_month_days": 30.0},
    **{"api_recognised_months": 1.0, "subscription_recognised_months": 1.0},
    **{"contract_recognised_months": 1.0, "supplier_days": 0.0, "pay_days": 0.0},
    **{"sales_tax_rate": 0.0, "input_tax_rate": 0.0, "sales_tax_lag_months": 1.0},
    **{"capitalised_share": 0.0, "in_service_month": 6.0, "development_life_months": 18.0},
    **{"income_tax_rate": 0.0, "loss_limit": 1.0, "loss_expiry_years": 0.0, "opening_losses": 0.0},
    **{"tax_every_months": 3.0, "tax_lag_months": 1.0},
    **{"minimum_liquidity": 0.0, "minimum_dscr": 0.0},
}
"""Payment terms under which all is paid and earned in its month, no tax, and no covenant."""

MIX = [(410, 0.44), (19, 2.9), (12, 1.9), (55, 0.43), (3, 3.4), (7.85, 1)]
"""GPT-3's sources, tokens and epochs: table 2.2 of its paper, and what rounding leaves of 300."""

CHIP = {
    **{"chip": "A100 80GB", "bf16_tflops": 312, "memory_gb": 80, "bandwidth_tb_s": 2.039},
    **{"link_gb_s": 600, "power_w": 400, "matmul_share": 1, "purchase_usd": 18549, "purchase_form": "server"},
}
CHIP_NUMBERS = (
    "bf16_tflops",
    "fp8_tflops",
    "fp4_tflops",
    "memory_gb",
    "bandwidth_tb_s",
    "link_gb_s",
    "power_w",
)
BENCHMARK = {
    **{"name": "row", "chip": "A100 80GB", "gpus": 8, "batch": 32, "input_tokens": 128},
    **{"output_tokens": 8, "latency_s": 1.54744},
}
RULE = {"chip": "every chip", "region": "United States", "allowed": "yes", "begins": 43831}

QUOTE_NUMBERS = ("gpus_per_server", "price_per_server_month", "price_per_gpu_hour", "valid_to_month", "date")
QUOTE_TEXTS = ("quote", "chip", "currency", "contract", "path")
LOAN_NUMBERS = (
    *("amount", "month", "rate", "fee_share", "interest_only_months", "maturity_months"),
    "balloon_share",
)
ROUND_NUMBERS = ("number", "month", "amount", "pre_money", "pool_increase")

Row = dict[str, Any]


def technical_inputs(*chips: Row) -> dict[str, Any]:
    """Every input of the technical half. The chips are those of the table, else the one of the source."""
    known = [{**CHIP, **chip} for chip in chips or ({},)]
    return {
        **WORDS,
        **{**ARCHITECTURE, **TRAINING, **MEMORY, **SERVING, **OWNING, **PROGRAMME, **IN_ITS_MONTH},
        **{"data_mix_tokens_b": np.array([row[0] for row in MIX], dtype=float)},
        **{"data_mix_epochs": np.array([row[1] for row in MIX], dtype=float)},
        **columns(
            "chips",
            known,
            same(*CHIP_NUMBERS, "matmul_share", "purchase_usd"),
            same("chip", "purchase_form"),
        ),
        **columns(
            "serving_benchmarks",
            [BENCHMARK],
            same("gpus", "batch", "input_tokens", "output_tokens", "latency_s"),
            same("name", "chip"),
        ),
        **columns("exports", [RULE], same("begins", "ends"), same("chip", "region", "allowed")),
        **{"chip": tuple(row["chip"] for row in known), "batch": np.array([1.0, 128.0])},
        **loan_columns([]),
        "funding_round": np.arange(1.0, 11.0),
    }


def price_columns(rows: list[Row]) -> dict[str, Any]:
    """The table of prices of GPUs."""
    return columns("gpu_prices", rows, same(*QUOTE_NUMBERS), same(*QUOTE_TEXTS))


def loan_columns(rows: list[Row]) -> dict[str, Any]:
    """The table of loans."""
    return columns("loans", rows, same(*LOAN_NUMBERS), same("name", "shape"))


def round_columns(rows: list[Row]) -> dict[str, Any]:
    """The table of rounds; they are numbered as they stand unless a row says otherwise."""
    numbered = [
        {"number": number, "pre_money": 0, "pool_increase": 0, **row} for number, row in enumerate(rows, 1)
    ]
    return columns("rounds", numbered, same(*ROUND_NUMBERS), same("currency"))
