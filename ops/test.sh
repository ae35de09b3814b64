# Everything that proves the product. Each part runs even when an earlier one failed; the end says which.
set -u
cd "$(dirname "$0")/.."
unset DATABASE_URL CACHE_URL EMAIL_URL PARKSERVICE_VAR PARKSERVICE_MODE PARKSERVICE_DEBUG
# Hundreds of processes start: each would compile the project anew.
unset PYTHONDONTWRITEBYTECODE
cores=${TEST_WORKERS:-2}
failed=
said=$(mktemp -d)
races=
trap '[ -z "$races" ] || kill "$races" 2>/dev/null; rm -rf "$said"' EXIT
trap 'exit 130' INT TERM HUP
# The empty tables and the demo park that tests copy are built once, by the first that needs them.
export TEST_STORES="$said/stores"

part() {
  name=$1
  shift
  echo
  echo "== $name"
  "$@"
  code=$?
  if [ "$code" -ne 0 ]; then failed="$failed [$name]"; fi
}

part "unit and HTTP tests on SQLite" .venv/bin/python -m pytest -q -n "$cores" --dist loadfile -m "not journey and not race"

server=$(.venv/bin/python -m tests.support.stores)
if [ -n "$server" ]; then
  part "constraints, locks and numbers on PostgreSQL" env DATABASE_URL="${server%/*}/parkservice_$$" \
    .venv/bin/python -m pytest -q -n "$cores" --dist loadfile -m "both and not journey and not race"
elif [ "${CI:-}" = true ]; then
  failed="$failed [PostgreSQL does not answer]"
else
  echo
  echo "!!!! NO POSTGRESQL ANSWERED: the set marked 'both' ran on SQLite only (PARKSERVICE_TEST_PG names a server). !!!!"
fi

# Both wait a good deal, for locks and for pages: at the same time they take little longer than one of them.
.venv/bin/python -m pytest -q -m "race and not journey" >"$said/races" 2>&1 &
races=$!
if [ -n "$(.venv/bin/python -m tests.support.browser)" ]; then
  part "journeys in Chromium" .venv/bin/python -m pytest -q -n "$cores" --dist loadfile -m journey
elif [ "${CI:-}" = true ]; then
  failed="$failed [no Chromium]"
else
  echo
  echo "!!!! NO CHROMIUM FOUND: the journeys did not run (PARKSERVICE_CHROMIUM names a browser). !!!!"
fi
wait "$races"
ended=$?
races=
told() { cat "$said/races"; return "$ended"; }
part "races on both stores" told

echo
if [ -n "$failed" ]; then
  echo "FAILED:$failed"
  exit 1
fi
echo "All parts passed."
