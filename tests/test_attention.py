"""Attention: definition, masks, derivatives, heads, the block, errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nnlib as nn

attend = nn.scaled_dot_product_attention
sizes = st.integers(1, 3)


@given(
    leading=hnp.array_shapes(min_dims=0, max_dims=2, max_side=2),
    n_queries=sizes,
    n_keys=sizes,
    d=sizes,
    d_v=sizes,
    masked=st.booleans(),
    seed=st.integers(0, 999),
)
def test_definition_and_derivative(leading, n_queries, n_keys, d, d_v, masked, seed):
    rng = np.random.default_rng(seed)
    q = rng.normal(size=(*leading, n_queries, d))
    k, v = rng.normal(size=(*leading, n_keys, d)), rng.normal(size=(*leading, n_keys, d_v))
    mask = rng.random((n_queries, n_keys)) < 0.6 if masked else None
    weights = np.exp(q @ np.swapaxes(k, -1, -2) / np.sqrt(d)) * (1 if mask is None else mask)
    total = weights.sum(-1, keepdims=True)
    expected = weights / np.where(total == 0, 1, total) @ v
    y = attend(q, k, v, mask=mask)
    np.testing.assert_allclose(y.data, expected, rtol=1e-10, atol=1e-12)
    assert nn.gradcheck(lambda *a: attend(*a, mask=mask), [q, k, v], rng=rng)


def test_leading_axes_broadcast(rng):
    q, k, v = rng.normal(size=(2, 3, 4)), rng.normal(size=(5, 1, 3, 4)), rng.normal(size=(3, 2))
    assert attend(q, k, v).shape == (5, 2, 3, 2)
    assert nn.gradcheck(attend, [q, k, v], rng=rng)


def test_views_and_repeated_nodes(rng):
    x = rng.normal(size=(3, 4, 2)).transpose(1, 0, 2)[::-1]
    assert nn.gradcheck(lambda x: attend(x, x, x), [x], rng=rng)


def test_a_query_that_may_look_nowhere_gets_zeros_and_no_gradient(rng):
    q, k, v = (nn.Tensor(rng.normal(size=(2, 3)), requires_grad=True) for _ in range(3))
    y = attend(q, k, v, mask=[[True, False], [False, False]])
    np.testing.assert_array_equal(y.data[1], 0)
    np.testing.assert_allclose(y.data[0], v.data[0])
    y.sum().backward()
    assert all(np.isfinite(t.grad).all() for t in (q, k, v))
    np.testing.assert_array_equal([q.grad[1], v.grad[1]], 0)


def test_large_scores_do_not_overflow():
    y = attend(np.full((1, 1), 1e3), [[1e3], [-1e3]], [[1.0], [2.0]])
    np.testing.assert_array_equal(y.data, [[1.0]])


def test_empty_batches():
    assert attend(np.ones((0, 2, 3)), np.ones((0, 4, 3)), np.ones((0, 4, 5))).shape == (0, 2, 5)
    assert attend(np.ones((2, 3)), np.ones((0, 3)), np.ones((0, 5))).data.tolist() == [[0] * 5] * 2


def test_heads_are_separate_attentions(rng):
    layer, x = nn.MultiheadAttention(6, 2, rng=rng), rng.normal(size=(4, 5, 6))
    context = rng.normal(size=(4, 3, 6))
    mask = rng.random((5, 3)) < 0.7
    heads = []
    for part in (slice(0, 3), slice(3, 6)):
        q, k, v = (
            t @ linear.weight.data[:, part]
            for t, linear in ((x, layer.query), (context, layer.key), (context, layer.value))
        )
        heads.append(attend(q, k, v, mask=mask).data)
    expected = np.concatenate(heads, axis=-1) @ layer.output.weight.data
    np.testing.assert_allclose(layer(x, context, mask=mask).data, expected, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(layer(x[0]).data, layer(x).data[0], rtol=1e-10, atol=1e-12)
    assert nn.gradcheck(lambda *_: layer(x), layer.parameters(), rng=rng, atol=1e-7)
    assert repr(layer).startswith("MultiheadAttention(")


def test_block(rng):
    block, x = nn.TransformerBlock(4, 2, hidden_features=3, rng=rng), rng.normal(size=(2, 3, 4))
    causal = np.tril(np.ones((3, 3), bool))
    assert nn.gradcheck(lambda x: block(x, mask=causal), [x], rng=rng)
    assert nn.gradcheck(lambda *_: block(x), block.parameters(), rng=rng, atol=1e-7)
    changed = x.copy()
    changed[:, -1] += 1  # nobody before it may notice
    difference = block(changed, mask=causal).data - block(x, mask=causal).data
    assert not difference[:, :-1].any() and difference[:, -1].any()
    single = nn.TransformerBlock(4, 2, dropout=0.5, rng=rng, dtype=np.float32)
    assert single(x.astype(np.float32)).dtype == np.float32
    assert (single(x).data != single(x).data).any()
    single.eval()
    np.testing.assert_array_equal(single(x).data, single(x).data)
    assert nn.TransformerBlock(4, 2, rng=rng).up.weight.shape == (4, 16)


Q = np.ones((2, 3))
NAME = "scaled_dot_product_attention: "
ERRORS = {
    NAME + "q, k and v must be (..., places, features)": lambda: attend(Q[0], Q, Q),
    NAME + "queries and keys must have equally many features (q (2, 3), k (2, 2), v (2, 3))": (
        lambda: attend(Q, Q[:, :2], Q)
    ),
    NAME + "there must be one value for each key": lambda: attend(Q, Q, Q[:1]),
    NAME + "the leading axes do not fit": lambda: attend(np.ones((2, 2, 3)), Q, np.ones((3, 2, 3))),
    NAME + "the mask must be boolean": lambda: attend(Q, Q, Q, mask=np.ones((2, 2))),
    NAME + "the mask (3,) does not broadcast to (2, 2)": (
        lambda: attend(Q, Q, Q, mask=np.ones(3, bool))
    ),
    "MultiheadAttention: n_heads (4) must divide n_features (6)": (
        lambda: nn.MultiheadAttention(6, 4, rng=np.random.default_rng(0))
    ),
    "MultiheadAttention: x must be (..., places, features), not (6,)": (
        lambda: nn.MultiheadAttention(6, 2, rng=np.random.default_rng(0))(np.ones(6))
    ),
}


@pytest.mark.parametrize("sentence", ERRORS)
def test_errors(sentence):
    with pytest.raises(ValueError) as error:
        ERRORS[sentence]()
    assert str(error.value).startswith(sentence)
    for layer in (nn.MultiheadAttention, nn.TransformerBlock):
        with pytest.raises(TypeError, match=rf"^{layer.__name__}: rng must be a random generator"):
            layer(2, 1, rng=0)
