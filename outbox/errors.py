"""Failures that waiting does not cure, and what is not wanted."""


class Undeliverable(Exception):
    """This row will never be sent as it is: it is parked with this short reason (no addresses, no contents).

    `problem` is a value of OutboxMessage.Problem.
    """

    def __init__(self, reason: str, *, problem: str = "refused") -> None:
        super().__init__(reason)
        self.problem = problem


class NotWanted(Exception):
    """The person has switched this kind of notice off on this channel."""
