# Maven as Kwalk uses it; sourced by build and check. Needs `jdk`.

# need_maven: installs Maven where that can be done without asking, else says what is missing and leaves.
need_maven() {
  command -v mvn > /dev/null && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "kwalk: Maven is missing: installing the package maven" >&2
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends maven; } \
      > "${TMPDIR:-/tmp}/kwalk-apt-$$.log" 2>&1 < /dev/null || true
    command -v mvn > /dev/null && { rm -f "${TMPDIR:-/tmp}/kwalk-apt-$$.log"; return 0; }
    echo "kwalk: installing maven failed: see ${TMPDIR:-/tmp}/kwalk-apt-$$.log" >&2
  fi
  echo "kwalk: Maven (mvn) 3.8.7 or newer is missing: install the package maven of your distribution, or https://maven.apache.org" >&2
  exit 2
}

# maven ARGUMENT...: runs Maven on the JDK found, without the warnings that its libraries cause on a new JDK.
maven() {
  JAVA_HOME=$jdk MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -Xshare:auto ${MAVEN_OPTS:-}" \
    mvn --batch-mode --no-transfer-progress -Dstyle.color=never "$@" < /dev/null
}
