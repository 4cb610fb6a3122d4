"""The layers of tok2vec at work: the sums of thinc's layers, number for number, without what only training needs.

thinc's maxout keeps which piece won, and its layers pass on what backpropagation will ask for. A copy of the weights
with the pieces one after another lets NumPy take the largest of them column by column.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from thinc.api import Model

Floats = NDArray[np.float32]
_LAYER = "maxout>>layernorm"


def maxout(layer: Model[Any, Any], x: Floats) -> Floats:
    """Maxout with three or so pieces, then normalised, as ``Maxout(normalize=True)`` of thinc.

    Parameters
    ----------
    layer : Model
        That layer, or one around it.
    x : numpy.ndarray, shape (tokens, width in)

    Returns
    -------
    numpy.ndarray, shape (tokens, width out)
    """
    linear, norm = next(node for node in layer.walk() if node.name == _LAYER).layers
    weights: Any = linear.get_param("W")
    bias: Any = linear.get_param("b")
    scale: Any = norm.get_param("G")
    shift: Any = norm.get_param("b")
    width, pieces, _ = weights.shape
    by_piece = np.ascontiguousarray(weights.transpose(1, 0, 2)).reshape(pieces * width, -1)
    y = np.dot(x, by_piece.T)
    y += np.ascontiguousarray(bias.T).reshape(-1)
    best = y[:, :width]
    for piece in range(1, pieces):
        best = np.maximum(best, y[:, piece * width : (piece + 1) * width])
    best -= np.add.reduce(best, axis=1, keepdims=True) / width
    variance = np.add.reduce(best * best, axis=1, keepdims=True) / width + 1e-08
    best *= variance ** (-1.0 / 2.0)
    best *= scale
    best += shift
    found: Floats = best
    return found


def encoded(encode: Model[Any, Any], sequences: Sequence[Floats]) -> list[Floats]:
    """Mix each token with its neighbours, layer by layer: ``with_array`` of residual windows of three tokens.

    Parameters
    ----------
    encode : Model
        The convolutions, with the padding that they were trained with.
    sequences : sequence of numpy.ndarray, shape (tokens, width)
    """
    pad = encode.attrs["pad"]
    lengths = [len(x) for x in sequences]
    width = sequences[0].shape[1]
    starts = [pad * (k + 1) + sum(lengths[:k]) for k in range(len(lengths))]
    x = np.zeros((sum(lengths) + pad * (len(lengths) + 1), width), dtype="f")
    for start, sequence in zip(starts, sequences, strict=True):
        x[start : start + len(sequence)] = sequence
    window = np.zeros((len(x), 3 * width), dtype="f")  # the token before, the token, the token after
    for layer in encode.layers[0].layers:
        window[1:, :width] = x[:-1]
        window[:, width : 2 * width] = x
        window[:-1, 2 * width :] = x[1:]
        x = x + maxout(layer, window)
    return [x[start : start + n] for start, n in zip(starts, lengths, strict=True)]
