# What scripts that boot small guests share: packages, and archives for the guest's memory. Source it, with $work a folder of the
# script's own.
MAKEDUMPFILE_PACKAGES="makedumpfile libc6 libzstd1 liblzo2-2 libdw1t64 libelf1t64 zlib1g liblzma5 libbz2-1.0"

fetch() { # fetch INTO SUITES PACKAGE...: what of these the suites have, unpacked; through an apt state of our own
  local into=$1 suites=$2 apt=$work/apt-${2%% *} mirrors suite uri; shift 2
  local options=(-oDir::State::Lists="$apt/lists" -oDir::Cache="$apt/cache" -oAPT::Sandbox::User=root
    -oDir::Etc::SourceList="$apt/sources.list" -oDir::Etc::SourceParts=/dev/null -qq)
  mkdir -p "$apt"/{lists,cache}/partial "$apt/debs" "$into"
  local signed='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' "Created-By: Packages" | sort -u > "$apt/own"
  while read -r uri suite; do # the machine's security updates have the newest kernels of its release
    case $suite in *-security) case " $suites " in *" ${suite%-security} "*) echo "deb $signed $uri $suite main";; esac;; esac
  done < "$apt/own" > "$apt/sources.list"
  mirrors=$(awk '$2 !~ /security/ {print $1}' "$apt/own" | head -1)
  for suite in $suites; do echo "deb $signed $mirrors $suite main"; done >> "$apt/sources.list"
  apt-get "${options[@]}" update
  for package; do (cd "$apt/debs" && apt-get "${options[@]}" download "$package" 2> /dev/null) || true; done
  for deb in "$apt"/debs/*.deb; do dpkg-deb -x "$deb" "$into"; done
}

pack_guest() { (cd "$1" && find . | cpio -o -H newc -R 0:0 --quiet | gzip -1); }
