"""The one-command start: Python, system packages, embedded servers, and everything that runs beside the web.

bootstrap.py   runs on any Python: finds the right one, fills .venv, installs system packages, hands over
run.py         `make run`: supervises servers, web, worker, beat and the mail catcher
testing.py     `make test`     checking.py  `make check`     reset.py  `make reset`
servers.py     embedded PostgreSQL and Valkey, mail catcher, Celery worker; context managers for tests
secrets_file.py the installation's secrets
prepare.py     migrations, regions, office, catalogue, demo people, static files
places.py processes.py mail.py   where things lie, what proves a process ours, the catcher itself
"""
