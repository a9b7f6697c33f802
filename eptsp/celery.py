"""The Celery application and the timetable of periodic jobs."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eptsp.settings.prod")

app = Celery("eptsp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "send what waits in the outbox": {"task": "outbox.sweep", "schedule": 60.0},
    "seal yesterday's history": {"task": "workflow.seal_history", "schedule": crontab(hour=0, minute=30)},
    "count due dates again": {"task": "workflow.recompute_due_dates", "schedule": crontab(hour=1, minute=0)},
    "tell what share of a limit has passed": {"task": "workflow.raise_alarms", "schedule": 300.0},
    "tell each desk what waits": {"task": "workflow.send_digests", "schedule": crontab(hour="6-16", minute=45)},
    "draw thumbnails that wait": {"task": "files.thumbnails", "schedule": 300.0},
    "sweep files that nobody points at": {"task": "files.sweep", "schedule": crontab(hour=2, minute=0)},
    "watch the clock of complaints": {"task": "complaints.watch", "schedule": 600.0},
    "tell of chat answers that lie unread": {"task": "messaging.chat_unread", "schedule": 60.0},
    "tell about late revisions": {"task": "workflow.flag_overdue_revisions", "schedule": crontab(hour=7, minute=30)},
    "end permits and remind of their end": {"task": "permits.expire", "schedule": crontab(hour=0, minute=10)},
    "put editions into force": {"task": "permits.catalogue", "schedule": crontab(hour=0, minute=1)},
    "queue old files for a thumbnail": {"task": "permits.old_thumbnails", "schedule": crontab(hour=3, minute=0)},
    "bring the leaders' sums up to date": {"task": "reports.refresh_sums", "schedule": 60.0},
    "tell what was announced": {"task": "permits.announce", "schedule": 60.0},
    "forget copies of personal data": {"task": "portal.sweep_data_copies", "schedule": crontab(minute=20)},
    "ask for the reports of permits": {"task": "permits.duties", "schedule": crontab(hour=6, minute=15)},
}
