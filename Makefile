# Every target sets up what it needs; see docs of each in eptsp/launch/.
# Any Python from 3.8 on can start bootstrap.py, which then looks for 3.13 or 3.12 by itself.
PYTHON := $(shell for p in python3 python3.13 python3.12 /usr/bin/python3 "$$HOME"/.pyenv/versions/3.1[23]*/bin/python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null && echo "$$p" && break; done)
ifeq ($(PYTHON),)
$(error butuh Python 3.12 atau 3.13; tidak ditemukan di PATH maupun ~/.pyenv/versions)
endif

.PHONY: run test check bench faults soak reset lock

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

reset:
	@$(PYTHON) eptsp/launch/bootstrap.py reset

# after a change of the dependencies in pyproject.toml; needs uv
UV := $(if $(wildcard .venv/bin/uv),.venv/bin/uv,uv)
COMPILE := $(UV) pip compile -q --universal --python-version 3.12 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-annotate pyproject.toml
lock:
	@$(COMPILE) --group dev -o requirements.lock
	@$(COMPILE) -c requirements.lock -o docker/requirements.lock
