# Builds the sandbox where there is no bubblewrap: started by `unshare` as process 1 of new
# namespaces, it puts a root together, moves into it, gives up every capability and starts the
# supervisor. Arguments: folder for the root, host folder of the run, tools, scratch and other bytes,
# then the supervisor's own.
set -eu
root=$1 host=$2 tools=$3 scratch=$4 other=$5
shift 5

fix() { # make a bind mount read-only; flags that the outer mount has are locked and must stay
  local flags
  flags=$(findmnt -no VFS-OPTIONS -M "$1" | tr , '\n' | grep -xE 'nosuid|nodev|noexec|noatime|nodiratime|relatime' | paste -sd,)
  mount -o "remount,bind,ro${flags:+,$flags}" "$1"
}

show() { # HOST-PATH INSIDE: a read-only view
  mkdir -p "$root$2"
  mount --rbind "$1" "$root$2"
  fix "$root$2"
}

mount -t tmpfs -o size=1m,mode=755 tmpfs "$root"
for path in /usr/lib /usr/lib64 /usr/lib32 /lib /lib64 /lib32; do
  if [[ -L $path ]]; then
    ln -s "$(readlink "$path")" "$root$path"
  elif [[ -d $path ]]; then
    show "$path" "$path"
  fi
done
show "$tools/bin" /usr/bin
show "$tools/real" /opt/real
show "$host/sim" /sim
show "$host/doc" /doc
ln -s usr/bin "$root/bin"
mkdir -p "$root/dev" "$root/proc" "$root/work" "$root/tmp" "$root/etc" "$root/old"
mount -t tmpfs -o "size=$scratch,mode=700" tmpfs "$root/work"
mount -t tmpfs -o "size=$other,mode=700" tmpfs "$root/tmp"
mount -t proc proc "$root/proc"
for name in null zero full random urandom; do
  : >"$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
done
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
hostname runbook
cd "$root"
pivot_root . old
# -l, because the old root still has all the host's mounts below it.
/opt/real/umount -l /old
# Only now, because until here files and folders were made in it.
/opt/real/mount -o remount,bind,ro /
cd /work
exec /opt/real/setpriv --bounding-set=-all --inh-caps=-all --no-new-privs \
  /bin/bash -p /opt/real/supervisor.sh "$@"
