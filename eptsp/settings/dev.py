"""The one-command start on a developer's machine, with demo people."""

from eptsp.env import env_bool
from eptsp.settings.base import *  # noqa: F403

DEBUG = env_bool("DEBUG", default=False)
DEMO = env_bool("DEMO", default=True)
