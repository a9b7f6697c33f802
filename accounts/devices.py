"""What a browser says about itself, in words a person recognises; addresses made short enough to keep."""

import ipaddress

UNKNOWN = "Perangkat tidak dikenal"
# the first mark found names it: every browser also claims to be the ones below it
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def describe(user_agent: str) -> str:
    """Return "Chrome di Android"; only known words come back, never what the browser typed."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " di ".join(part for part in (browser, system) if part) or UNKNOWN


def shorten(address: str) -> str:
    """Return "203.0.113.*" or "2001:db8:1:*": enough to recognise one's own network; "" for anything else."""
    try:
        found = ipaddress.ip_network(address, strict=False).network_address
    except ValueError:
        return ""
    if found.version == 4:
        return ".".join(str(found).split(".")[:3]) + ".*"
    groups = [group.lstrip("0") or "0" for group in found.exploded.split(":")[:3]]
    return ":".join(groups) + ":*"
