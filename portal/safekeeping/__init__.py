"""Backup and restore of database and files, each provable.

pool.py       the folder of backups: one pool of files that all share, one folder per backup
programs.py   pg_dump and pg_restore
backup.py     writes a backup of one instant
restore.py    brings one back into an empty place and checks it
"""
