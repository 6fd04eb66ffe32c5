#!/bin/sh
# Builds the source archive and the wheel into dist/release, and compares them with a second build.
# With TAG in the environment, the tag, the version and the changelog must agree.
set -eu
cd "$(dirname "$0")/.."
fail() { printf 'dist: %s\n' "$*" >&2; exit 1; }

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
if [ -n "${TAG:-}" ]; then
    [ "$TAG" = "v$version" ] || fail "the tag is $TAG, but pyproject.toml has version $version"
    grep -qF "## [$version]" CHANGELOG.md || fail "CHANGELOG.md has no section [$version]"
fi

rm -rf dist/release dist/again
build() { .venv/bin/uv build --quiet --offline --no-build-isolation --python .venv/bin/python "$@"; }
# The first wheel is made from the source archive, the second one from the checkout.
build --out-dir dist/release
build --out-dir dist/again --sdist --wheel
for file in dist/release/*; do
    cmp "$file" "dist/again/${file##*/}" || fail "two builds differ"
done
rm -r dist/again
printf 'dist: %s\n' dist/release/*
