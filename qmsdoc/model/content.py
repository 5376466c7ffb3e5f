"""The bytes of a file, of which what it shares with a former version of it is kept once."""

from __future__ import annotations

_BETWEEN = b"\n\n"
_LARGEST = 1_000_000  # bytes: what is longer is no text that people revise, and is kept in one piece


class Content:
    """The bytes of a file in paragraphs; `known` holds those of its other versions, and takes up the new ones.

    One that is not taken `apart` is kept in one piece.
    """

    __slots__ = ("_legible", "_pieces")

    def __init__(
        self, data: bytes, known: dict[bytes, bytes] | None = None, *, legible: bool = True, apart: bool = True
    ) -> None:
        pieces = data.split(_BETWEEN) if apart and len(data) <= _LARGEST else [data]
        if apart and known is not None:
            pieces = list(map(known.setdefault, pieces, pieces))
        self._pieces: tuple[bytes, ...] = tuple(pieces)
        self._legible = legible

    @property
    def data(self) -> bytes:
        """The exact bytes."""
        return _BETWEEN.join(self._pieces)

    @property
    def text(self) -> str:
        """The text, empty where the file is not `legible`."""
        return self.data.decode("utf-8", "replace") if self._legible else ""

    @property
    def pieces(self) -> tuple[bytes, ...]:
        """What stands between the empty lines; none where the file is not `legible`."""
        return self._pieces if self._legible else ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Content) and (self._pieces == other._pieces or self.data == other.data)

    def __hash__(self) -> int:
        return hash(self.data)
