"""The chat with the helpdesk (panduan 3.5): what is written is kept first, then shown to whoever looks.

models.py       Room (one per applicant), Conversation (from the first word to the close), Message, CannedAnswer
actions.py      writing, taking, handing over, closing, rating, linking a file; reading marks
permissions.py  whose verb is whose; rows are `visible_to` of the models
loading.py      the shipped canned answers, brought once
away.py         an answer that nobody was there to read becomes an inbox message with e-mail
hours.py        when an answer may be expected (pure)
figures.py      first answer time, per day
showing.py      what a message looks like for either side, the same for page, poll and socket
fanout.py       telling the open sockets of a room that something is new, by id alone
tickets.py      the short-lived pass with which a page opens its socket
guard.py        is this socket still allowed: session, person and room of many sockets in a few queries
socket.py       the socket itself
"""
