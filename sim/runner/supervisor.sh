# Process 1 of the sandbox: runs the blocks one after another, each in a bash of its own, kills what
# outlives its block, and carries variables, functions and the folder from block to block.
#
# It talks to the trainer over a socket that it was started with and that no block inherits. A socket
# cannot be opened by way of /proc, so nothing that a block writes anywhere is taken for a report.
ulimit -Hc 0
ulimit -Sc 0
ulimit -u "$1" -f "$2" -d "$3" -s "$4" -v "$5" -n 256 -t 120
exec 198<&3 3<&-
. /opt/real/lib.sh
PATH=/usr/bin:/bin
unset OLDPWD
builtin trap 'builtin kill -9 -1' USR1
builtin trap '__anew=1; builtin kill -INT -- "-$__pid" 2>/dev/null' USR2
# bash catches these to tidy up when it ends, and a signal that process 1 catches can be sent to it.
__deaf='INT TERM HUP QUIT ILL TRAP ABRT BUS FPE SEGV PIPE ALRM STKFLT XCPU XFSZ VTALRM PROF IO PWR SYS'
builtin trap '' $__deaf
export BASH_ENV=/opt/real/child.sh
exec 8<>/sim/idle

__report() { printf '%s\0' "$#" "$@" >&198; }

builtin declare -A __own
# A declared BASH_REMATCH hides the one that `=~` fills, so it is kept as an assignment.
__own[OLDPWD]=1 __own[BASH_REMATCH]=1
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
    [[ ! -v BASH_REMATCH ]] || { __list=$(builtin declare -p BASH_REMATCH); printf '%s\n' "${__list#* * }"; }
    compgen -A function >/tmp/.names
    mapfile -t __list </tmp/.names
    for __name in "${__list[@]}"; do
      [[ $__name == __* || -v __own[$__name] ]] || builtin declare -f "$__name"
    done
    printf 'cd %q 2>/dev/null\n' "$PWD"
  } >"/tmp/.kept.$__number" 3>/tmp/.names 2>/dev/null
  # Last of all: without this mark a list that a kill cut short is not taken over.
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
    # Nothing is ever written into `idle`: a pause without a process for it.
    read -r -t 0.02 -u 8 || ((1))
  done
}

__block() { # FOLDER NAME SECONDS MODE
  local __code
  __now=$3 EPOCHSECONDS=$3 SECONDS=0
  __number=$1 __anew=1
  # Job control for this one job, so that it gets a process group of its own for Ctrl-C.
  set -m
  (
    set +m
    # A block must neither take the supervisor's commands nor write its reports.
    exec 198<&- 8<&-
    cd /work
    # What was kept comes first: the assignments in `given` only fill what is still unset.
    [[ ! -f $__kept ]] || . "$__kept"
    [[ ! -f /doc/$1/given ]] || . "/doc/$1/given"
    builtin trap - USR1 USR2 $__deaf
    builtin trap __keep EXIT
    [[ $4 != live ]] || builtin trap '__stop=3' INT
    __file=/doc/$1/$2
    set --
    set -T
    builtin trap "$__each_step" DEBUG
    __q=0
    . "$__file"
  ) </dev/null &
  __pid=$! __code=$__cut
  while ((__code == __cut && __anew)); do # a Ctrl-C cuts the `wait` short, not the block
    __anew=0
    wait "$__pid" 2>/dev/null
    __code=$?
  done
  ((__code >= 0)) || __code=130 # it ended of the Ctrl-C while that was passed on
  set +m
  if [[ -f /tmp/.whole.$1 ]]; then
    [[ -z $__kept ]] || command rm -f "$__kept"
    __kept=/tmp/.kept.$1
  fi
  __others
  ((__left == 0)) || builtin kill -9 -1
  __report ended "$__code" "$__left"
}

__list() { # every entry of the scratch folder but folders: its kind, size and name, one frame each
  # An empty folder needs no process to search it. `x` is what cannot be kept: no plain file, or
  # one that may not be read.
  if compgen -G '/work/*' || compgen -G '/work/.[!.]*' || compgen -G '/work/..?*'; then
    command find /work -mindepth 1 \
      \( -type d -readable -executable \
      -o -type f -readable -printf '4\0entry\0f\0%s\0%P\0' \
      -o -printf '4\0entry\0x\0%s\0%P\0' \) >&198 2>/dev/null
  fi >/dev/null
  __report listed
}

__send() { # COUNT: takes as many names and sends what these files hold, one after another
  local LC_ALL=C
  local -a names=()
  ((!$1)) || mapfile -d '' -n "$1" -u 198 names
  cd /work
  while ((${#names[@]})); do # a command line has an end, and its names are at most a few kB long
    command cat -- "${names[@]:0:200}" >&198 2>/dev/null
    names=("${names[@]:200}")
  done
  __report sent
}

__kept= __verb= __folder= __name= __second= __mode= __pid=0 __cut=140 # 128 + USR2
__known
[[ ! -d /doc/files ]] || command cp /doc/files/* /work/
read -r -d '' __interfaces </proc/net/dev
read -r -d '' __status </proc/self/status
read -r -d '' __mounts </proc/self/mountinfo
__report ready "$BASHPID" "$__interfaces" "$__status" "$__mounts"
# Whoever started this dies with it, but for an instant at the start: then nobody calls any more.
while read -r -t 600 -u 198 __verb __folder __name __second __mode; do
  case $__verb in
    run) __block "$__folder" "$__name" "$__second" "$__mode" ;;
    list) __list ;;
    send) __send "$__folder" ;;
    end) break ;;
  esac
done
