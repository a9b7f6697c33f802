"""Colours: named once, and readable."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
TOKENS = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", (CSS / "tokens.css").read_text()))

TEXT_ON = [
    ("ink", "surface"),
    ("ink", "canvas"),
    ("ink", "sunken"),
    ("ink", "demo"),
    ("ink-soft", "sunken"),
    ("ink-muted", "surface"),
    ("ink-muted", "canvas"),
    ("ink-muted", "sunken"),
    ("brand", "surface"),
    ("brand", "canvas"),
    ("brand-hover", "brand-tint"),
    ("brand-900", "brand-tint-strong"),
    ("on-brand", "brand"),
    ("on-brand", "brand-800"),
    ("on-brand-soft", "brand-800"),
    ("on-brand", "positive"),
    ("on-brand", "negative"),
    ("on-brand", "info"),
    ("on-brand", "teal"),
    ("on-brand", "ink-muted"),
    ("positive-hover", "positive-subtle"),
    ("warning", "warning-subtle"),
    ("negative-hover", "negative-subtle"),
    ("negative", "surface"),
    ("info-hover", "info-subtle"),
]
CONTROLS_ON = [("control", "surface"), ("control", "canvas"), ("focus", "surface"), ("focus", "canvas")]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("line", "ground"), CONTROLS_ON)
def test_controls_can_be_seen(line: str, ground: str) -> None:
    assert contrast(line, ground) >= 3


def test_only_the_tokens_name_a_colour() -> None:
    for name in ("base.css", "components.css"):
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", (CSS / name).read_text()) == []


def test_every_token_in_use_is_defined() -> None:
    defined = set(re.findall(r"--([\w-]+):", (CSS / "tokens.css").read_text()))
    for name in ("base.css", "components.css"):
        assert set(re.findall(r"var\(--([\w-]+)\)", (CSS / name).read_text())) <= defined
