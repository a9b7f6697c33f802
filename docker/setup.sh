#!/bin/sh
# What a new or updated installation needs before its web starts; every step may run again.
set -eu
python manage.py migrate --noinput
python manage.py load_regions
python manage.py load_office
python manage.py load_catalogue
python manage.py load_help
python manage.py load_surveys
python manage.py load_chat
