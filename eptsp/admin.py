"""The administration pages of every room, named one by one."""

import django.contrib.auth.admin

import accounts.admin
import files.admin
import messaging.admin
import office.admin
import outbox.admin
import permits.admin
import portal.admin
import regions.admin
import surveys.admin  # noqa: F401
