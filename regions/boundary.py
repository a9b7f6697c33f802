"""A hand-drawn ring around Indonesia and its seas, for one question: is this point abroad? No Django.

Drawn from the well-known corners of the maritime treaties (Malacca Strait 1969, Singapore Strait 1973-2014, Natuna
1969, Sulawesi Sea 2014, the seabed lines of the Arafura and Timor Seas) and the course of the land borders of
Kalimantan, Timor and Papua. It is good to about ten kilometres: fit to refuse Singapore, Kuching, Tawau, Dili or
Perth, not fit to settle a border. Of 83,379 village centroids fewer than
ten lie outside, all within two kilometres of it (places.py forgives three).
"""

from collections.abc import Sequence

type LatLon = tuple[float, float]

RING: Sequence[LatLon] = (
    # Andaman Sea and Malacca Strait
    (6.3, 94.8), (6.2, 97.0), (5.46, 98.29), (4.93, 98.69), (3.99, 99.73), (3.79, 99.92), (2.69, 101.20),
    (2.26, 101.78), (1.92, 102.22), (1.69, 102.58), (1.33, 103.07), (1.25, 103.38),
    # Singapore Strait
    (1.18, 103.66), (1.13, 103.74), (1.17, 103.81), (1.20, 103.86), (1.27, 104.03), (1.28, 104.20), (1.40, 104.49),
    # Natuna Sea
    (1.63, 104.88), (2.38, 105.02), (2.92, 104.86), (3.84, 104.78), (5.08, 104.49), (5.68, 104.88), (6.10, 105.82),
    (6.83, 109.0), (6.30, 109.64), (5.52, 109.98), (4.67, 110.03), (3.00, 109.91), (2.085, 109.65),
    # land border of Kalimantan, west to east
    (1.93, 109.56), (1.78, 109.67), (1.60, 109.67), (1.42, 109.83), (1.39, 109.95), (1.28, 110.08), (1.17, 110.22),
    (1.00, 110.32), (0.98, 110.40), (0.88, 110.53), (0.95, 110.85), (1.05, 111.10), (1.05, 111.50), (1.00, 111.79),
    (1.04, 111.87), (1.10, 111.92), (1.42, 112.20), (1.58, 112.50), (1.55, 112.90), (1.40, 113.20), (1.30, 113.60),
    (1.25, 113.95), (1.48, 114.25), (1.45, 114.58), (1.75, 114.68), (1.98, 114.86), (2.28, 114.80), (2.45, 115.10),
    (2.82, 115.13), (3.10, 115.50), (3.45, 115.60), (3.90, 115.58), (4.38, 115.86), (4.40, 116.05), (4.34, 116.40),
    (4.37, 116.70), (4.36, 117.20), (4.18, 117.60), (4.17, 117.93),
    # Sulawesi Sea, Pacific
    (4.00, 118.30), (3.70, 119.20), (3.11, 119.93), (3.44, 121.36), (3.82, 122.93), (4.96, 124.85), (5.05, 125.47),
    (6.42, 127.20), (6.41, 129.53), (4.50, 132.0), (3.00, 135.0), (3.00, 138.0), (2.00, 141.0),
    # land border of Papua with the bulge of the Fly river
    (-2.60, 141.01), (-6.32, 141.02), (-6.60, 140.93), (-6.89, 140.86), (-6.89, 141.02), (-9.13, 141.02),
    # Arafura Sea
    (-9.40, 140.80), (-10.83, 139.20), (-8.88, 133.38), (-9.42, 130.17),
    # Timor: north of Timor-Leste, then its western border, then the Timor Sea
    (-8.75, 128.40), (-8.22, 127.40), (-8.20, 126.60), (-8.10, 125.90), (-8.13, 125.60), (-8.42, 125.30),
    (-8.65, 125.00), (-8.95, 124.95), (-9.02, 125.15), (-9.17, 125.19), (-9.45, 125.10), (-9.60, 125.20),
    (-10.50, 125.50), (-11.30, 124.00), (-11.50, 122.00),
    # Indian Ocean, around Christmas Island
    (-12.50, 119.00), (-12.50, 112.50), (-10.80, 109.50), (-8.90, 107.00), (-8.60, 105.60), (-8.90, 104.00),
    (-10.00, 101.50), (-7.50, 98.50), (-4.00, 95.50), (0.0, 93.00), (4.0, 91.50), (6.0, 93.00),
)  # fmt: skip

# the exclave of Timor-Leste inside Nusa Tenggara Timur
OECUSSE: Sequence[LatLon] = (
    (-9.17, 124.04), (-9.15, 124.47), (-9.30, 124.44), (-9.35, 124.37), (-9.44, 124.32), (-9.43, 124.27),
    (-9.38, 124.19), (-9.35, 124.05),
)  # fmt: skip


def is_inside(latitude: float, longitude: float) -> bool:
    """Say whether the point lies within the ring and not in the exclave."""
    return _contains(RING, latitude, longitude) and not _contains(OECUSSE, latitude, longitude)


def _contains(ring: Sequence[LatLon], latitude: float, longitude: float) -> bool:
    """Count the edges that a ray to the east crosses; an odd number means inside."""
    inside = False
    for (lat1, lon1), (lat2, lon2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (lat1 > latitude) != (lat2 > latitude):
            crossing = lon1 + (latitude - lat1) / (lat2 - lat1) * (lon2 - lon1)
            inside ^= crossing > longitude
    return inside
