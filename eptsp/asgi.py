"""ASGI entry point: the sockets of the chat and nothing else; pages are served by WSGI.

A process of its own, so that open sockets never stand in the way of a page.
"""

import os
from collections.abc import Awaitable, Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eptsp.settings.prod")
django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from messaging.chat.routing import urlpatterns  # noqa: E402

# messages link to pages: all addresses and views are loaded before the first person waits for a message
reverse("messaging:chat")

Send = Callable[[dict[str, Any]], Awaitable[None]]


async def refuse(_scope: dict[str, Any], _receive: Any, send: Send) -> None:
    """Close a socket that may not be opened."""
    await send({"type": "websocket.close"})


async def health(scope: dict[str, Any], _receive: Any, send: Send) -> None:
    """Answer /healthz for whoever starts and watches this process; nothing else is here."""
    is_well = scope["path"] == "/healthz"
    headers = [(b"content-type", b"text/plain"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": 200 if is_well else 404, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok" if is_well else b"tidak ada"})


async def sockets(scope: dict[str, Any], receive: Any, send: Send) -> None:
    """The chat, for pages of ours alone: another Origin, or none, is refused."""
    origin = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"), "")
    if scope["path"] != "/ws/chat/" or origin.rstrip("/") not in settings.CHAT_ORIGINS:
        await refuse(scope, receive, send)
        return
    await URLRouter(urlpatterns)(scope, receive, send)


# unlike the validator of channels, a plain comparison takes no Origin apart that is none ("http://a:1:2")
application = ProtocolTypeRouter({"websocket": sockets, "http": health})
