#!/usr/bin/env bash
# Makes var/bundle/geo_app-VERSION.tar: all that a machine without a network needs but the Debian packages.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
version=$($python -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
name=geo_app-$version
folder=var/bundle/$name
rm -rf "$folder" && mkdir -p "$folder/wheels"

$python -m pip wheel --quiet --no-build-isolation --no-deps --wheel-dir "$folder/wheels" .
# exactly the versions of the lock, and only files whose digest stands in it
sed -n 's/^\([A-Za-z0-9._-]*==[^ ;\\]*\).*/\1/p' requirements.lock > "$folder/versions.txt"
$python -m pip download --quiet --disable-pip-version-check --only-binary=:all: --dest "$folder/wheels" \
  --constraint "$folder/versions.txt" "$folder"/wheels/geo_app-*.whl
rm "$folder/versions.txt"
for wheel in "$folder"/wheels/*.whl; do
  case $wheel in */geo_app-*) continue ;; esac
  digest=$(sha256sum "$wheel" | cut -d' ' -f1)
  grep -q "sha256:$digest" requirements.lock || { echo "not in requirements.lock: $wheel" >&2; exit 1; }
done

cp -r deploy docs LICENSE README.md README.zh-CN.md "$folder/"
mv "$folder/deploy/install.sh" "$folder/install.sh"
printf '%s\n' python3-venv fonts-noto-cjk postgresql-15-postgis-3 > "$folder/debian-packages.txt"
(cd "$folder" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS)
tar -C var/bundle -cf "var/bundle/$name.tar" "$name"
echo "var/bundle/$name.tar: $(du -m "var/bundle/$name.tar" | cut -f1) MB, $(ls "$folder/wheels" | wc -l) wheels"
