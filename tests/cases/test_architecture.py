"""Parameters counted from published architectures."""

import pytest
from pytest import approx

from planner.model import architecture as arch


def counted(
    layers: float,
    hidden: float,
    heads_width: float,
    kv: float,
    ffn: float,
    vocabulary: float,
    *,
    kind: str,
    embeddings: float = 2,
) -> float:
    """A dense model's parameters in 1e9, with experts left over from another model that must not count."""
    matrices = arch.ffn_matrices(kind)
    attention = arch.attention_parameters_b(layers, hidden, heads_width, kv)
    experts = arch.expert_layers("dense", layers, 3.0)
    blocks = arch.one_expert_parameters_b(experts, matrices, hidden, ffn)
    others = arch.other_parameters_b(
        "dense", layers, experts, matrices, hidden, ffn, 18_432.0, vocabulary, embeddings
    )
    active = arch.architecture_active_b(attention, others, blocks, 8.0, 1.0)
    total = arch.architecture_parameters_b(attention, others, blocks, 256.0, 1.0)
    assert active == total
    return float(total)


def test_gpt_3_has_174_6_billion_parameters() -> None:
    # arXiv 2005.14165, table D.1: 174,600 million. 12 x 96 x 12,288^2 = 173.95; 50,257 x 12,288 = 0.62
    found = counted(96, 12_288, 12_288, 12_288, 49_152, 50_257, kind="plain", embeddings=1)
    assert found == approx(174.6, rel=1e-3)


def test_llama_7b_has_6_738_billion_parameters() -> None:
    # arXiv 2302.13971, table 2: 6.7B, dimension 4,096, 32 heads, 32 layers. Its feed-forward is 11,008,
    # 2/3 x 4 x 4,096 up to the next 256.
    # By hand: 32 x (4 x 4,096^2 + 3 x 4,096 x 11,008) + 2 x 32,000 x 4,096 = 6,738,149,376
    found = counted(32, 4_096, 4_096, 4_096, 11_008, 32_000, kind="gated")
    assert found == approx(6.738149376, rel=1e-12)


def test_llama_2_7b_has_6_738_billion_parameters() -> None:
    # The checkpoint holds 6,738,415,616, of which 266,240 are norms: 65 x 4,096
    found = counted(32, 4_096, 4_096, 4_096, 11_008, 32_000, kind="gated")
    assert found == approx((6_738_415_616 - 266_240) / 1e9, rel=1e-12)


def test_llama_3_405b_has_405_85_billion_parameters() -> None:
    # The model card: 405,853,388,800, of which 4.1 million are norms: 253 x 16,384
    found = counted(126, 16_384, 16_384, 1_024, 53_248, 128_256, kind="gated")
    assert found == approx((405_853_388_800 - 253 * 16_384) / 1e9, rel=1e-12)


def test_deepseek_v3_has_671_billion_parameters_and_uses_37() -> None:
    # arXiv 2412.19437: 58 layers of 256 experts and a shared one, 3 dense layers, 8 experts for a token.
    moe = "mixture of experts"
    layers = arch.expert_layers(moe, 61.0, 3.0)
    expert = arch.one_expert_parameters_b(layers, 3.0, 7_168.0, 2_048.0)
    assert expert == approx(58 * 3 * 7_168 * 2_048 / 1e9)  # 2.554
    # Attention by the paper's own matrices, in millions a layer: 11.0 + 37.7 + 4.1 + 16.8 + 117.4 = 187.1
    attention = 61 * 187.1e6 / 1e9
    other = arch.other_parameters_b(moe, 61.0, layers, 3.0, 7_168.0, 2_048.0, 18_432.0, 129_280.0, 2.0)
    assert arch.architecture_parameters_b(attention, other, expert, 256.0, 1.0) == approx(671, rel=0.002)
    assert arch.architecture_active_b(attention, other, expert, 8.0, 1.0) == approx(37, rel=0.02)


def test_a_dense_model_uses_all_its_parameters() -> None:
    assert arch.active_parameters_b("Dense", 175.0, 37.0) == 175


def test_a_token_uses_what_is_typed_and_never_more_than_there_is() -> None:
    assert arch.active_parameters_b("mixture of experts", 671.0, 37.0) == 37
    assert arch.active_parameters_b("mixture of experts", 20.0, 37.0) == 20


@pytest.mark.parametrize(("kind", "matrices"), [("plain", 2), ("gated", 3), ("GATED", 3)])
def test_a_gated_block_has_a_third_matrix(kind: str, matrices: int) -> None:
    assert arch.ffn_matrices(kind) == matrices


def test_there_are_never_fewer_than_no_layers_with_experts() -> None:
    assert arch.expert_layers("mixture of experts", 10.0, 12.0) == 0


def test_no_layer_of_a_dense_model_has_experts() -> None:
    assert arch.expert_layers("Dense", 10.0, 0.0) == 0


def test_the_difference_is_against_the_stated_size() -> None:
    assert arch.architecture_difference(99.0, 110.0) == approx(-0.1)
