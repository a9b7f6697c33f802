"""A page's end of a socket, without a server between."""

from typing import Any

from asgiref.testing import ApplicationCommunicator

from eptsp.asgi import application


class Page(ApplicationCommunicator):
    """Opens a socket as a browser would: with its Origin."""

    def __init__(self, ticket: str, *, origin: str | None, path: str = "/ws/chat/") -> None:
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": f"tiket={ticket}".encode(),
            "headers": [(b"origin", origin.encode())] if origin else [],
            "subprotocols": [],
        }
        super().__init__(application, scope)

    async def connect(self) -> bool:
        """Tell whether the socket was accepted."""
        await self.send_input({"type": "websocket.connect"})
        return bool((await self.receive_output(timeout=20))["type"] == "websocket.accept")

    async def send_to(self, *, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Send one frame."""
        await self.send_input({"type": "websocket.receive", "text": text_data, "bytes": bytes_data})

    async def receive_from(self) -> str:
        """Return the next frame."""
        event: dict[str, Any] = await self.receive_output(timeout=20)
        assert event["type"] == "websocket.send", event
        return str(event["text"])

    async def disconnect(self) -> None:
        """Go away."""
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(20)
