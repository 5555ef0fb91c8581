"""The looks of our own, as the color-blind see them."""

import math
from itertools import combinations

import pytest
from textual.color import Color

from ce_tui.ui.drawing.theme import COLOR_SAFE, OWN, THEMES

RGB = tuple[float, float, float]
SEEN = {
    "all colors": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    # Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def seen(color: str, eye: str) -> RGB:
    """A color in linear RGB as such an eye sees it."""
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in Color.parse(color).normalized]
    red, green, blue = (min(1.0, max(0.0, sum(m * c for m, c in zip(row, light, strict=True)))) for row in SEEN[eye])
    return red, green, blue


def luminance(color: RGB) -> float:
    return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]


def contrast(one: RGB, other: RGB) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(color: RGB) -> RGB:
    """CIE L*a*b* under D65, where a distance of about 2.3 can just be seen."""
    red, green, blue = color
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    z = (0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, luminance(color), z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(colors: dict[str, str], eye: str) -> float:
    """How far the nearest two of these colors are apart."""
    places = [lab(seen(color, eye)) for color in colors.values()]
    return min(math.dist(one, other) for one, other in combinations(places, 2))


@pytest.mark.parametrize("eye", SEEN)
def test_what_is_well_what_warns_and_what_is_wrong_stay_apart_whatever_the_eye(eye: str) -> None:
    shown = COLOR_SAFE.to_color_system().generate() | COLOR_SAFE.variables  # as the app puts them together
    for kind in ("", "text-"):
        colors = {name: shown[f"{kind}{name}"] for name in ("success", "warning", "error")}
        assert apart(colors | {"text": shown["foreground"]}, eye) > 18, (kind, colors)
        for color in colors.values():
            for back in ("background", "surface"):
                assert contrast(seen(color, eye), seen(shown[back], eye)) > 6, (color, back)


def test_the_measure_tells_red_from_green_only_for_who_can() -> None:
    pair = {"red": "#c85050", "green": "#7d7d1e"}
    assert apart(pair, "all colors") > 40
    assert apart(pair, "deuteranopia") < 25


def test_the_looks_of_our_own_are_offered() -> None:
    assert {theme.name for theme in OWN} < set(THEMES)
