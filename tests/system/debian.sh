#!/bin/sh
# debian.sh WHAT PACKAGE...: installs Debian packages as root or by sudo without a password;
# elsewhere says in one sentence that WHAT is missing.
set -eu
what=$1
shift

missing() {
  echo "Alongside needs $what, which was not found: $1." >&2
  exit 1
}

command -v apt-get >/dev/null 2>&1 || missing "install it"
if [ "$(id -u)" = 0 ]; then
  sudo=
elif sudo -n true 2>/dev/null; then
  sudo=sudo
else
  missing "install it with \`sudo apt-get install $*\`"
fi

echo "Installing $* ..."
log=$(mktemp)
if ! { $sudo apt-get update -qq &&
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@"; } \
  >"$log" 2>&1 </dev/null; then
  cat "$log" >&2
  missing "\`apt-get install $*\` failed"
fi
rm -f "$log"
