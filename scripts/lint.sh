#!/usr/bin/env bash
# The whole tree in three parts, each a process of its own: the types of all together need more memory than Node gives
# to one. The first part is whatever is in none of the others, so that no folder is forgotten.
set -euo pipefail
cd "$(dirname "$0")/.."
part() {
  local name=$1
  shift
  npx --no-install eslint "$@" --max-warnings 0 --cache --cache-strategy content --cache-location ".cache/eslint/$name"
}
part product . --ignore-pattern admin --ignore-pattern miniapp --ignore-pattern tests
part clients admin miniapp
part tests tests
