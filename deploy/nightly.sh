#!/usr/bin/env bash
# Every night at 02:30 a backup of everything, the newest thirty kept. What fails is told in the log and on the page
# of operations, and tried again the next night.
set -uo pipefail
trap 'exit 0' TERM INT
while true; do
  next=$(date -d 02:30 +%s)
  [ "$next" -gt "$(date +%s)" ] || next=$(date -d 'tomorrow 02:30' +%s)
  sleep $(( next - $(date +%s) )) & wait $!
  geo-app backup --to "$GEO_APP_BACKUP_DIR" --keep 30 || echo "备份没有成功 / the backup failed" >&2
done
