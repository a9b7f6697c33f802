"""The inbox: the authority on what the office has told a person; e-mail only mirrors it.

inbox.py      deliver() is the outbox's channel "inbox"; unread_count() feeds the badge
actions.py    marking as read
"""
