"""The one failure that waiting does not cure."""


class Undeliverable(Exception):
    """This row will never be sent as it is: it is parked with this short reason (no addresses, no contents)."""
