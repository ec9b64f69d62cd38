# Process 1 of the sandbox: runs the blocks one after another, each in a bash of its own, kills what
# outlives its block, and carries variables, functions and the folder from block to block.
ulimit -Hc 0
ulimit -Sc 0
ulimit -u "$1" -f "$2" -v "$3" -n 256 -t 120
. /sim/lib.sh
PATH=/usr/bin:/bin
unset OLDPWD
builtin trap 'builtin kill -9 -1' USR1
builtin trap '' INT TERM HUP
export BASH_ENV=/sim/child.sh
exec 7</sim/control 8<>/sim/idle

__report() { printf '%s\0' "$#" "$@" >/sim/report; }

builtin declare -A __own
__own[OLDPWD]=1
__known() { # what belongs to the run, not to the runbook
  local name
  local -a list=()
  { compgen -v; compgen -b; compgen -A function; } >/tmp/.names
  mapfile -t list </tmp/.names
  for name in "${list[@]}"; do __own[$name]=1; done
}

__keep() { # at a block's end: what the next block finds
  local __q=1 __name __list
  [[ -z $__later ]] || eval "$__later"
  builtin trap - DEBUG
  {
    compgen -v >&3
    mapfile -t __list </tmp/.names
    for __name in "${__list[@]}"; do
      [[ $__name == __* || -v __own[$__name] ]] || builtin declare -p "$__name"
    done
    compgen -A function >/tmp/.names
    mapfile -t __list </tmp/.names
    for __name in "${__list[@]}"; do
      [[ $__name == __* || -v __own[$__name] ]] || builtin declare -f "$__name"
    done
    printf 'cd %q 2>/dev/null\n' "$PWD"
  } >"/tmp/.kept.$__number" 3>/tmp/.names 2>/dev/null
  : >"/tmp/.whole.$__number"
}

__others() { # how many processes are left beside this one; gives those that are ending a moment
  local try
  for try in 1 2 3 4 5 6 7 8 9 10; do
    if [[ -r /proc/1/task/1/children ]]; then
      read -r __left </proc/1/task/1/children
      set -- $__left
    else
      set -- /proc/[0-9]*
      shift
    fi
    __left=$#
    ((__left > 0)) || return
    read -r -t 0.02 -u 8 || ((1))
  done
}

__block() { # FOLDER NAME
  local __code
  __number=$1
  set -m
  (
    set +m
    exec 7<&- 8<&-
    cd /work
    [[ -z $__kept ]] || . "$__kept"
    [[ ! -f /doc/$1/given ]] || . "/doc/$1/given"
    builtin trap - USR1 INT TERM HUP
    builtin trap __keep EXIT
    __file=/doc/$1/$2
    set --
    set -T
    builtin trap "$__each_step" DEBUG
    __q=0
    . "$__file"
  ) </dev/null &
  wait "$!" 2>/dev/null
  __code=$?
  set +m
  [[ ! -f /tmp/.whole.$1 ]] || __kept=/tmp/.kept.$1
  __others
  ((__left == 0)) || builtin kill -9 -1
  __report ended "$__code" "$__left"
}

__kept= __verb= __folder= __name=
__known
[[ ! -d /doc/files ]] || command cp /doc/files/* /work/
read -r -d '' __interfaces </proc/net/dev
__report ready "$BASHPID" "$__interfaces"
while read -r -u 7 __verb __folder __name; do
  case $__verb in
    run) __block "$__folder" "$__name" ;;
    save)
      compgen -G '/work/*' >/dev/null && command tar -C /work -cf /sim/saved .
      __report saved
      ;;
    end) break ;;
  esac
done
