#!/usr/bin/env bash
# `npm run fresh`: proves the README's two commands on a bare machine: a fresh clone, an empty environment, home and caches,
# nothing but Node, npm, Python 3 with pip. Prints the time of each step. Where `unshare` may mount, the system's NSS libraries
# are hidden too, since a bare machine lacks them.
set -euo pipefail
# the libraries by which Chromium reads certificates: in a mount namespace of our own they are empty files
if [ -z "${NSS_HIDDEN:-}" ] && unshare --mount true 2>/dev/null; then NSS_HIDDEN=yes exec unshare --mount --propagation private bash "$0" "$@"; fi
if [ "${NSS_HIDDEN:-}" = yes ]; then
  while read -r library; do mount --bind /dev/null "$(readlink -f "$library")"; done < <(ldconfig -p | awk '/lib(nss3|nssutil3|nspr4|plc4|plds4|smime3|softokn3)[.]so/ { print $NF }')
  echo 'the system’s NSS libraries are out of reach'
else
  echo 'the system’s NSS libraries stay in reach: this user may not mount'
fi
set -m # each background job gets its own process group, which can be stopped as one
root=$(cd "$(dirname "$0")/.." && pwd)
bare=$(mktemp -d)
trap 'rm -rf "$bare"' EXIT
git clone -q "$root" "$bare/project"
mkdir -p "$bare/home" "$bare/bin"
for tool in node npm npx python3 pip pip3 git bash sh; do
  found=$(command -v "$tool" || true)
  [ -n "$found" ] && ln -s "$(readlink -f "$found")" "$bare/bin/$tool"
done
registry=$(npm config get registry); pip_index=$(python3 -m pip config get global.index-url 2>/dev/null || true)
settings=(HOME="$bare/home" PATH="$bare/bin:/usr/bin:/bin" LANG=C.UTF-8 npm_config_cache="$bare/npm" npm_config_registry="$registry")
[ -n "$pip_index" ] && settings+=(PIP_INDEX_URL="$pip_index")
for name in NODE_EXTRA_CA_CERTS SSL_CERT_FILE HTTPS_PROXY https_proxy PIP_CERT REQUESTS_CA_BUNDLE; do
  [ -n "${!name:-}" ] && settings+=("$name=${!name}")
done
clean() { (cd "$bare/project" && env -i "${settings[@]}" "$@"); }
timed() { local title=$1; shift; local from=$SECONDS; "$@"; printf '%-28s %4s s\n' "$title" "$((SECONDS - from))" >> "$bare/times"; }
wait_ready() {
  for _ in $(seq 1 300); do
    grep -q '无废通已启动' "$bare/log" && return 0
    kill -0 "$1" 2>/dev/null || { cat "$bare/log"; return 1; }
    sleep 1
  done
  return 1
}
start_once() {
  : > "$bare/log"
  clean env PORT=3399 npm start > "$bare/log" 2>&1 &
  local pid=$!
  wait_ready "$pid"
  clean node -e "fetch('http://127.0.0.1:3399/readyz').then(r=>process.exit(r.ok?0:1))"
  kill -TERM -- "-$pid"
  wait "$pid" || true
}
timed 'npm ci' clean npm ci --no-progress
timed 'first npm start' start_once
timed 'second npm start' start_once
# it installs anew and ends with the README's `npm test`
timed 'bash .ci/run' clean bash .ci/run
echo; cat "$bare/times"
