#!/usr/bin/env bash
# Installs geo_app from this bundle, without a network. As root: ./install.sh
# For a try without root: ./install.sh --into FOLDER   (programs only: no user, no service)
set -euo pipefail
cd "$(dirname "$0")"

say() { printf '%s\n' "$@" >&2; }
into=/opt/geo_app; system=yes
if [ "${1:-}" = --into ]; then into=$2; system=; fi

say "核对文件 / checking the files"
sha256sum --quiet --check SHA256SUMS
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "需要 Python 3.11 / Python 3.11 is needed"; exit 1; }

if [ -n "$system" ]; then
  [ "$(id -u)" = 0 ] || { say "请以 root 执行 / run this as root"; exit 1; }
  missing=()
  while read -r package; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done < debian-packages.txt
  if [ ${#missing[@]} -gt 0 ]; then
    say "缺少系统软件包 / install from your Debian mirror or medium: apt-get install --no-install-recommends ${missing[*]}"
    exit 1
  fi
fi

say "安装程序 / installing into $into"
python3 -m venv "$into/.venv"
"$into/.venv/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links wheels --upgrade geo_app

if [ -n "$system" ]; then
  id geo_app >/dev/null 2>&1 || useradd --system --home-dir /var/lib/geo_app --shell /usr/sbin/nologin geo_app
  install -d -o geo_app -g geo_app -m 700 /var/lib/geo_app /var/lib/geo_app/backups
  install -d -m 755 /etc/geo_app
  [ -e /etc/geo_app/environment ] || install -m 640 -g geo_app deploy/environment /etc/geo_app/environment
  install -m 644 deploy/geo-app*.service deploy/geo-app*.timer /etc/systemd/system/
  systemctl daemon-reload
  say "下一步 / next: docs/install.md"
fi
"$into/.venv/bin/geo-app" layers >/dev/null
say "完成 / done"
