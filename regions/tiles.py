"""The map's pictures from a server that the office has chosen; none by default. Pure; no Django."""

from urllib.parse import urlsplit

PLACES = ("{z}", "{x}", "{y}")


def csp_source(template: str) -> str:
    """Return the only origin that pages may then load pictures from: "https://*.contoh.test" for "https://{s}.contoh...".

    Raises ValueError unless the address is http(s) and holds {z}, {x} and {y}.
    """
    parts = urlsplit(template)
    host = parts.netloc.rpartition("@")[2].replace("{s}", "*")
    if parts.scheme not in {"http", "https"} or not host or any(place not in template for place in PLACES):
        raise ValueError("alamat ubin peta harus http(s) dan memuat {z}, {x}, dan {y}")
    if any(sign in host for sign in "{}; ,'\"") or host.strip("*.") == "":
        raise ValueError("nama server ubin peta tidak dikenal")
    return f"{parts.scheme}://{host}"
