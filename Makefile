# Each recipe is one line of plain Python; on Windows: py start.py run
PYTHON ?= python3

run:            ## the demonstration, on http://127.0.0.1:8501 (PORT=… for another)
	@$(PYTHON) start.py run
serve:          ## a real, empty installation
	@$(PYTHON) start.py serve
check:          ## format, lint, types, imports, unit tests
	@$(PYTHON) start.py check
test:           ## everything
	@$(PYTHON) start.py test
prove:          ## every page in a browser, as every role, in both themes
	@$(PYTHON) start.py prove
audit:          ## is a fault known of any locked package?
	@$(PYTHON) start.py audit
bundle:         ## one file that installs all of it on a machine without the internet
	@$(PYTHON) start.py bundle
lock:           ## write the locks anew from pyproject.toml
	@$(PYTHON) start.py lock

.PHONY: run serve check test prove audit bundle lock
