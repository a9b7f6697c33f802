"""Who runs this installation and when it is open: profile, agencies, sectors, hours, holidays.

loading.py   reads data/profiles/<name>.yaml (the first load; after it the database is the truth)
profile.py   profile(): letterhead, footer, contacts
calendar.py  working_calendar(): the clock of the office, rebuilt when an action changed it
actions.py   the changes that move due dates
"""
