"""Composition root: settings, URLs and entry points; the only package that may import every app."""

from eptsp.celery import app as celery_app

__all__ = ["celery_app"]
