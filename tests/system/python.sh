#!/bin/sh
# Debian keeps the part of Python that makes virtual environments in a package of its own:
# installs it where that can be done without a question, and says what is missing otherwise.
set -eu
python=$1

"$python" -c 'import ensurepip, venv' 2>/dev/null && exit 0

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
exec sh "$(dirname "$0")/debian.sh" "the venv module of Python $version" "python$version-venv"
