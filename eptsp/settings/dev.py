"""The one-command start on a developer's machine, with demo people."""

from eptsp.settings.base import *  # noqa: F403
from eptsp.env import env_bool

DEBUG = env_bool("DEBUG", default=False)
DEMO = env_bool("DEMO", default=True)
