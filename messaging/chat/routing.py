"""Where sockets are opened."""

from django.urls import path

from messaging.chat.socket import ChatSocket

urlpatterns = [path("ws/chat/", ChatSocket.as_asgi())]
