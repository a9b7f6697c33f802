"""What must be sent. A row written with the change is the truth; the broker only wakes the sender.

actions.py    tell() writes rows; send_row() and send_due() send them; requeue() frees a parked one
waking.py     the knock on the broker's door after commit: short, and deaf for a while when nobody answers
rendering.py  templates/notices/<template>.{subject.txt,txt,html} -> subject, text, html, link
kinds.py      every notice: its group of preferences, whether the law asks for it, the facts it may name
wording.py    the administrator's words: plain text with {{ placeholders }}; editing.py keeps their versions
bounces.py    reads returned mails (RFC 3464); returning.py marks row and address
phone.py      short messages through a gateway over HTTP, off by default; proving.py proves a number
log.py        the delivery log of a file, and what did not arrive
email.py      the e-mail channel; other rooms bring others (settings.OUTBOX_CHANNELS)
cipher.py     codes wait encrypted and are wiped once sent or parked

Delivery is at least once: when a process dies between the mail server's "250" and our commit, the mail
goes out again with the same Message-ID, so that a mail program can fold the two into one.
"""
