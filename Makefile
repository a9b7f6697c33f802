# Every target sets up what it needs; see docs of each in eptsp/launch/.
# Any Python from 3.8 on can start bootstrap.py, which then looks for 3.13 or 3.12 by itself.
PYTHON := $(shell for p in python3 python3.13 python3.12 /usr/bin/python3 "$$HOME"/.pyenv/versions/3.1[23]*/bin/python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null && echo "$$p" && break; done)
ifeq ($(PYTHON),)
$(error butuh Python 3.12 atau 3.13; tidak ditemukan di PATH maupun ~/.pyenv/versions)
endif

.PHONY: run test check bench faults soak wapiti reset lock

run:
	@$(PYTHON) eptsp/launch/bootstrap.py run

test:
	@$(PYTHON) eptsp/launch/bootstrap.py test

check:
	@$(PYTHON) eptsp/launch/bootstrap.py check

# every speed goal against its baseline; some rows only: ROWS="P1 P10" make bench
bench:
	@$(PYTHON) eptsp/launch/bootstrap.py bench

# what may happen to the servers, the long ones too
faults:
	@PYTEST_ARGS="-n 0 -m 'long or not long' tests/faults $(PYTEST_ARGS)" $(PYTHON) eptsp/launch/bootstrap.py faults

# half an hour of load and faults: SOAK_MINUTES, SOAK_SEED
soak:
	@$(PYTHON) eptsp/launch/bootstrap.py soak

# a scan from outside of a running demonstration (docs/security.md); the report lands in var/wapiti
SITE ?= http://127.0.0.1:8000
wapiti:
	@test -x var/wapiti/bin/wapiti || { $(PYTHON) -m venv var/wapiti && var/wapiti/bin/pip install -q "wapiti3==3.2.3"; }
	@var/wapiti/bin/wapiti -u $(SITE)/ -x "$(SITE)/keluar/*" -d 3 --max-links-per-page 40 --max-files-per-dir 12 \
		--max-scan-time 90 --max-attack-time 40 --tasks 3 --flush-session --store-session var/wapiti/session --no-bugreport \
		-m cookieflags,crlf,csp,csrf,exec,file,http_headers,methods,permanentxss,redirect,sql,upload,xss,xxe \
		-f txt -o var/wapiti/report.txt
	@cat var/wapiti/report.txt

reset:
	@$(PYTHON) eptsp/launch/bootstrap.py reset

# after a change of the dependencies in pyproject.toml; needs uv
UV := $(if $(wildcard .venv/bin/uv),.venv/bin/uv,uv)
COMPILE := $(UV) pip compile -q --universal --python-version 3.12 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-annotate pyproject.toml
lock:
	@$(COMPILE) --group dev -o requirements.lock
	@$(COMPILE) -c requirements.lock -o docker/requirements.lock
