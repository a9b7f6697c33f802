"""Parts of addresses that only this room uses."""


class QuarterCode:
    """ "2026-T3"."""

    regex = "20[0-9]{2}-T[1-4]"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class HalfCode(QuarterCode):
    """ "2026-S1"."""

    regex = "20[0-9]{2}-S[12]"


class FigureKind(QuarterCode):
    """Permits of other systems, or investment."""

    regex = "izin|investasi"
