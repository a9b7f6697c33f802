"""Path converters: a resi in an address is six hex characters, so that no word of a menu is taken for one."""

from django.urls import register_converter


class ResiConverter:
    """Six hex characters of either case; the code sees capitals."""

    regex = "[0-9A-Fa-f]{6}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(ResiConverter, "resi")
