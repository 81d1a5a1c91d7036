# Finds a JDK that can build and run Kwalk; sourced by kwalk, check and fuzz. Starts no process: this is on the start-up path.

KWALK_JDK_MINIMUM=25

# jdk_major HOME: sets `major` to the JDK's feature version, 0 when HOME holds no JDK.
jdk_major() {
  major=0
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  while IFS='=' read -r release_key release_value; do
    [ "$release_key" = JAVA_VERSION ] || continue
    release_value=${release_value#\"}
    major=${release_value%%[!0-9]*}
    break
  done < "$1/release"
  : "${major:=0}"
}

# find_jdk: sets `jdk` to the home of the JDK to use, empty when there is none. JAVA_HOME and PATH are a choice of the
# user's and come first, when new enough; of the rest the newest is taken.
find_jdk() {
  jdk=
  jdk_seen=
  path_java=$(command -v java || true)
  while [ -L "$path_java" ]; do
    link=$(readlink "$path_java")
    case $link in
      /*) path_java=$link ;;
      *) path_java=${path_java%/*}/$link ;;
    esac
  done
  for candidate in "${JAVA_HOME:-}" "${path_java%/bin/java}"; do
    [ -n "$candidate" ] || continue
    jdk_major "$candidate"
    if [ "$major" -ge "$KWALK_JDK_MINIMUM" ]; then
      jdk=$candidate
      return 0
    fi
    [ "$major" -eq 0 ] || jdk_seen="$jdk_seen $candidate ($major)"
  done
  newest=0
  for candidate in /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME:-/root}"/.sdkman/candidates/java/* \
      "${HOME:-/root}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    jdk_major "$candidate"
    if [ "$major" -ge "$KWALK_JDK_MINIMUM" ] && [ "$major" -gt "$newest" ]; then
      newest=$major
      jdk=$candidate
    fi
  done
}

# no_jdk: says what is missing and how to get it, and leaves.
no_jdk() {
  echo "kwalk: no JDK $KWALK_JDK_MINIMUM or newer found in JAVA_HOME, PATH, /usr/lib/jvm${jdk_seen:+; too old:$jdk_seen}: install one (package openjdk-$KWALK_JDK_MINIMUM-jdk or temurin-$KWALK_JDK_MINIMUM-jdk of your distribution, or https://adoptium.net) and set JAVA_HOME to it" >&2
  exit 2
}
