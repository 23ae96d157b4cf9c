#!/usr/bin/env bash
# Installs the Debian packages that are missing; with "test" also the browser of the browser tests,
# GDAL's own programs and an MQTT broker, with "bench" the load generator, with "faults" a clock that can be set and a proxy,
# with "clients" QGIS without its window and a connection pooler.
# Does nothing, in a blink, when all is there.
set -euo pipefail

packages=(python3-venv fonts-noto-cjk)
# An outside database needs no server here.
[ -n "${GEO_APP_DATABASE_URL:-}" ] || compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null ||
  packages+=(postgresql-15-postgis-3)
[ "${1:-}" != test ] || packages+=(chromium-headless-shell gdal-bin mosquitto)
[ "${1:-}" != bench ] || packages+=(wrk)
[ "${1:-}" != faults ] || packages+=(libfaketime nginx-light)
[ "${1:-}" != clients ] || packages+=(python3-qgis pgbouncer)

say() { printf '%s\n' "$@" >&2; }

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  say "需要 Python 3.11 或更新版本 / Python 3.11 or newer is needed"; exit 1; }
node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null && command -v npm >/dev/null || {
  say "需要 Node.js 20 或更新版本(含 npm)/ Node.js 20 or newer with npm is needed"; exit 1; }

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { say "请以 root 执行 / as root, run: apt-get install --no-install-recommends ${missing[*]}"; exit 1; }
  root=(sudo)
fi
say "安装系统软件包 / installing: ${missing[*]}"
# Debian would make a database of its own on port 5432 and keep it running; we have no use for that one.
no_cluster=/etc/postgresql-common/createcluster.d/geo_app.conf
"${root[@]}" mkdir -p "${no_cluster%/*}"
echo 'create_main_cluster = false' | "${root[@]}" tee "$no_cluster" >/dev/null
trap '"${root[@]}" rm -f "$no_cluster"' EXIT
"${root[@]}" apt-get -qq update
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "${missing[@]}" >/dev/null
