"""make backup: write database, files and heads into one file, while the product runs."""

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkservice.settings")

from ops import archive


def main(folder: str) -> int:
    """Make the backup and print where it is; return the exit code."""
    try:
        made = archive.write(archive.Place.configured(), Path(folder or "backups"))
    except archive.BackupError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"{made}  ({made.stat().st_size / 1_000_000:.1f} MB)")
    print("Keep the secret key elsewhere: without it identity numbers stay unreadable.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or [""]))
