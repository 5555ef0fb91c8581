"""A QR code drawn with characters, for a screen without pixels."""

import segno

_QUIET = 2
_HALVES = {(1, 1): "█", (1, 0): "▀", (0, 1): "▄", (0, 0): " "}


def qr_lines(text: str) -> tuple[str, ...]:
    """The code of `text`, two modules in each character, with its quiet zone; to be drawn dark on light."""
    matrix = [[int(module) & 1 for module in row] for row in segno.make(text, micro=False, error="m").matrix]
    width = len(matrix) + 2 * _QUIET
    rows = [[0] * width] * _QUIET + [[0] * _QUIET + row + [0] * _QUIET for row in matrix] + [[0] * width] * _QUIET
    rows += [[0] * width] if len(rows) % 2 else []
    return tuple(
        "".join(_HALVES[upper, lower] for upper, lower in zip(rows[n], rows[n + 1], strict=True))
        for n in range(0, len(rows), 2)
    )
