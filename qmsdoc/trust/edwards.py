"""Tells whether an Ed25519 key lies in the group of prime order, where one key proves the same everywhere (RFC 8032).

Libraries decode any point of the curve. A key with a part of small order is made on purpose: of what it signs,
some verifiers believe more than others.
"""

from __future__ import annotations

from functools import lru_cache

P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, P) % P
_ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

_Point = tuple[int, int, int, int]  # X, Y, Z and T with x = X/Z, y = Y/Z, xy = T/Z (RFC 8032, 5.1.4)
_NEUTRAL: _Point = (0, 1, 1, 0)


@lru_cache(maxsize=1024)  # a millisecond for each key, of which a manual has few
def of_prime_order(key: bytes) -> bool:
    """Tell whether the order of the point `key`, 32 bytes that encode a point of the curve, is the prime one."""
    x, y = _coordinates(key)
    total, double, factor = _NEUTRAL, (x, y, 1, x * y % P), _ORDER
    while factor:
        total = _add(total, double) if factor & 1 else total
        double, factor = _add(double, double), factor >> 1
    return total[1] == total[2]  # y is 1 at the neutral point alone


def _coordinates(key: bytes) -> tuple[int, int]:
    # The sign of x is left out: a point and its negative have the same order.
    y = int.from_bytes(key, "little") & (2**255 - 1)
    square = (y * y - 1) * pow(_D * y * y + 1, -1, P) % P
    x = pow(square, P // 8 + 1, P)
    return (x if x * x % P == square else x * _ROOT_OF_MINUS_ONE % P), y


def _add(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0])
    b = (one[1] + one[0]) * (other[1] + other[0])
    c = 2 * _D * one[3] * other[3]
    d = 2 * one[2] * other[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P
