"""The one exception that carries a sentence to the person."""


class DomainError(Exception):
    """A rule said no. The text is Indonesian: what happened and what to do next, without blame or code."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
