"""A piece of real Indonesia: three cities of Kalimantan Timur, two villages of each district."""

import pytest

from regions.loading import load


@pytest.fixture
def extract(db: None) -> None:
    """Balikpapan, Samarinda and Bontang: 3 kab/kota, 19 districts, 38 villages."""
    load(["64.71", "64.72", "64.74"], limit_villages=2)
