# What can be seen without running the product: format, lint, types, contracts, migrations, translations, templates.
set -u
cd "$(dirname "$0")/.."
unset DATABASE_URL CACHE_URL EMAIL_URL PARKSERVICE_MODE PARKSERVICE_DEBUG
places=$(mktemp -d)
trap 'rm -rf "$places"' EXIT
export PARKSERVICE_VAR="$places"
bin=.venv/bin
failed=

look() {
  name=$1
  shift
  if "$@" >"$places/said" 2>&1; then
    echo "ok    $name"
  else
    failed="$failed [$name]"
    echo "FAIL  $name"
    sed 's/^/      /' "$places/said"
  fi
}

typed() {
  $bin/mypy --no-error-summary parkservice/kit $(find parkservice complaints fees frontdesk staff -name services.py 2>/dev/null)
}

deployed() {
  env PARKSERVICE_MODE=production PARKSERVICE_HOSTS=park.example.org PARKSERVICE_URL=https://park.example.org \
    PARKSERVICE_SECRET_KEY="$($bin/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    EMAIL_URL=smtp://mail.example.org:25 $bin/python manage.py check --deploy --fail-level WARNING
}

typed >"$places/types" 2>&1 &
types=$!
look "format" $bin/ruff format --check --quiet .
look "lint" $bin/ruff check --quiet .
look "import contracts" $bin/lint-imports --no-cache
look "migrations" $bin/python manage.py makemigrations --check --dry-run
look "translations" $bin/python manage.py catalog --all --check
look "templates" $bin/djlint --quiet --lint templates
look "settings" $bin/python manage.py check
look "settings of production" deployed
if wait "$types"; then
  echo "ok    types"
else
  failed="$failed [types]"
  echo "FAIL  types"
  sed 's/^/      /' "$places/types"
fi

if [ -n "$failed" ]; then
  echo "FAILED:$failed"
  exit 1
fi
