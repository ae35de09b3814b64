# Make .venv and install the named sets of locked requirements (base, dev), each only when its lock has changed.
set -eu
cd "$(dirname "$0")/.."

enough='import sys; sys.exit(sys.version_info < (3, 11))'
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c "$enough"; then
  found=
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$enough"; then found=$candidate; break; fi
  done
  if [ -z "$found" ]; then
    echo "Python 3.11 or newer is needed (PYTHON=/path/to/python names one)." >&2
    exit 1
  fi
  echo "Making .venv with $("$found" --version)."
  rm -rf .venv
  "$found" -m venv .venv || {
    rm -rf .venv
    echo "Python could not make a virtual environment; on Debian: apt-get install python3-venv." >&2
    exit 1
  }
fi

for set in "$@"; do
  stamp=.venv/$set.installed
  if [ ! -f "$stamp" ] || ! cmp -s "requirements/$set.txt" "$stamp"; then
    echo "Installing requirements/$set.txt ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
      -r "requirements/$set.txt"
    cp "requirements/$set.txt" "$stamp"
  fi
done
