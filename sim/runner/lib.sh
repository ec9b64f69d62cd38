# What a runbook's bash finds instead of curl, jq, sleep, date, watch and timeout: functions that ask
# the simulation over two FIFOs. Sourced by the supervisor, by `bash -c` (BASH_ENV) and by the shims.
#
# A call takes the token from `lock`, writes `count, name, line, files, words…` and reads one line:
#   CODE HALT EPOCH_MS OUT ERR FILE BODY NEED WIDE    and as many bytes of each as the numbers say;
# WIDE is 1 when not all of it is ASCII, for then bytes and characters are not the same.
# HALT `again`: the time has not come (live only); ask anew with what OUT says, after the others.
# NEED asks for files (`T` the text, `B` size and checksum); the call is then made again with them.

__q=1 __stop=0 __steps=0 __bg=0 __now=0 __later=
exec 201<>/sim/lock 202<>/sim/ask 203<>/sim/answer
# Once unset they lose what bash does with them: from here on they hold simulated time.
unset EPOCHSECONDS SECONDS
EPOCHSECONDS=${TABLETOP_SECOND-0} SECONDS=0

__ask() { # NAME LINE FILES [FOUND…] [WORDS…]; sets __code __halt __out __err __file __body __need
  local IFS=' ' ms a b c d e wide
  read -r -N1 -u 201 a
  printf '%s\0' "$#" "$@" >&202
  read -r -u 203 __code __halt ms a b c d e wide
  ((wide == 0)) || local LC_ALL=C
  __out= __err= __file= __body= __need= IFS=
  ((a == 0)) || read -r -N "$a" -u 203 __out
  ((b == 0)) || read -r -N "$b" -u 203 __err
  ((c == 0)) || read -r -N "$c" -u 203 __file
  ((d == 0)) || read -r -N "$d" -u 203 __body
  ((e == 0)) || read -r -N "$e" -u 203 __need
  printf x >&201
  ms=$((ms / 1000))
  # The first answer only says what time it is; from then on the difference is what has passed.
  ((__now == 0)) || SECONDS=$((SECONDS + ms - __now))
  __now=$ms EPOCHSECONDS=$ms
}

__line() { # sets __at: the document's line of the command that called, 0 when nobody knows
  local depth
  __at=0
  for ((depth = 1; depth < ${#BASH_SOURCE[@]}; depth++)); do
    if [[ ${BASH_SOURCE[depth]} == /doc/* ]]; then
      __at=${BASH_LINENO[depth - 1]}
      return
    fi
  done
}

__read_file() { # KIND PATH; adds path, state, text or size, checksum to __files
  local text='' sum LC_ALL=C
  if [[ $1 == E ]]; then # a variable, which programs see when it is exported
    local -n __variable=${2#\$}
    [[ ${__variable@a} == *x* ]] && sum=found || sum=missing
    __files+=("$2" "$sum" "${__variable-}" '')
    return
  fi
  if [[ $2 == - ]]; then
    IFS= read -r -d '' -N 8000000 text || ((1))
  elif [[ ! -e $2 || -d $2 || ! -r $2 ]]; then
    __files+=("$2" missing '' '')
    return
  elif [[ $1 == B ]]; then
    sum=$(command sha256sum <"$2")
    __files+=("$2" found "$(command stat -Lc %s -- "$2")" "sha256:${sum%% *}")
    return
  else
    IFS= read -r -d '' -N 8000000 text <"$2" || ((1))
  fi
  __files+=("$2" found "$text" '')
}

__call() { # NAME WORDS…: the whole of a simulated command
  local __q=1 __code __halt __out __err __file __body __need __at name=$1 wanted
  local -a __files=() needed=()
  shift
  ((__stop < 2)) || return 130
  __line
  # jq reads its input before it asks, so that whoever writes it is not kept waiting.
  [[ $name != jq || ! -p /dev/stdin ]] || __read_file T -
  while ((1)); do
    __ask "$name" "$__at" "${#__files[@]}" "${__files[@]}" "$@"
    if [[ $__halt == again ]]; then
      # Only the waiting is asked for again, by its
      # number: the command itself has been carried out.
      name=until __files=()
      set -- "$__out"
      read -r -t 0.005 <>/sim/idle || ((1)) # else the others would not get the token
      continue
    fi
    [[ -n $__need ]] || break
    mapfile -t needed <<<"$__need"
    for wanted in "${needed[@]}"; do __read_file "${wanted:0:1}" "${wanted:1}"; done
  done
  if [[ $__halt == dirs ]]; then # curl --create-dirs
    command mkdir -p -- "${__file%/*}" 2>/dev/null
    __halt=-
  fi
  if [[ -n $__file ]] && ! { printf '%s' "$__body" >"$__file"; } 2>/dev/null; then
    __err+="Warning: Failed to open the file $__file"$'\ncurl: (23) Failed writing body\n'
    __code=23
  fi
  [[ -z $__out ]] || printf '%s' "$__out"
  [[ -z $__err ]] || printf '%s' "$__err" >&2
  case $__halt in
    stop) __interrupted ;;
    end)
      __stop=3
      builtin kill -INT 0 # whoever waits for this one is not to go on
      ;;
    kill=*)
      builtin kill -TERM "${__halt#kill=}" 2>/dev/null
      __code=143
      ;;
  esac
  return "$__code"
}

__interrupted() { # a simulated Ctrl-C: loops end at the next step; what is no function dies of it
  if [[ -n ${__shim-} ]]; then
    builtin kill -INT "$PPID"
  else
    __stop=1
  fi
}

__many() { # a great many steps without a call
  local -
  set +Teux
  local __q=1 __code __halt __out __err __file __body __need __at
  __steps=0
  __line
  __ask runaway "$__at" 0
  case $__halt in
    stop) __stop=1 ;;
    end) __stop=3 ;;
  esac
}

__settle() { # a stray & would let requests overtake each other: wait for what was sent off
  local -
  set +Teux
  local __q=1 job __name IFS=$' \t\n'
  __bg=$!
  # Nor for what waits at a named pipe until the block reads from it, or writes to it.
  [[ -z ${__pipes-} ]] || return 0
  # A coprocess waits for what the block will write to it: nobody waits for its end.
  for __name in $(compgen -v -X '!*_PID'); do
    [[ ${!__name} != "$__bg" ]] || return 0
  done
  for job in $(jobs -p); do
    ((__stop != 3)) || return
    [[ $job != "$__bg" ]] || wait "$job" 2>/dev/null || ((1))
  done
}

# Runs before every command, so it is short: bash reads it anew each time.
__each_step='case ${BASH_COMMAND%%\ *} in [./~\$]*|[a-z]*/*|[A-Z]*=*|*[\"]*)__own_script "$@";;esac;((__q||(++__steps<50000&&!__stop&&${!:-0}==__bg)))||eval "$__seldom"'
# A Ctrl-C ends the loops around it: `break` complains outside of one. A live one (3) ends the
# block, but not what comes after its file: the keeping of its variables.
__seldom='
  ((__stop != 3)) || [[ ${FUNCNAME-} == @(__block|__keep) ]] || builtin exit 130
  ((__steps < 50000)) || __many
  [[ ${!:-0} == "$__bg" ]] || __settle
  if ((__stop == 2)); then
    __stop=0
  elif ((__stop)); then
    break 99 2>/tmp/.no-loop
    if [[ ! -s /tmp/.no-loop ]]; then
      __stop=2
    elif [[ ${FUNCNAME-source} == source ]]; then
      __stop=0
    fi
  fi'

# The kernel starts nothing out of the scratch folder, because it cannot tell a script from a program. So
# a command that names a file there becomes a function of that very name, made just before it is called.
# Only words that can be expanded twice without a change are looked at: text, quotes, variables, $(pwd).
__part='[]A-Za-z0-9_./~+:@%,=[-]|\$\(pwd\)|\$[A-Za-z_0-9@]+|\$\{[A-Za-z_0-9]+\}'
__first='^([A-Za-z_][A-Za-z_0-9]*=[^[:space:]"'\'']*[[:space:]]+)*(('"$__part"'|"('"$__part"'|[- ])*"|'\''[^'\'']*'\'')+)([[:space:]<>]|$)'
__own_script() { # the arguments are the caller's, which the word may name
  [[ $__q == 0 && ${BASH_COMMAND%%[ =]*} == @([A-Z]*|*/*|[\"\$]*) ]] || return 0
  local -
  set +Teuxf
  local __q=1 IFS=$' \t\n' __word
  # The block's own match is put back: the command may be about to use it.
  local -a __match=("${BASH_REMATCH[@]}")
  [[ $BASH_COMMAND =~ $__first ]] && __word=${BASH_REMATCH[2]}
  BASH_REMATCH=("${__match[@]}")
  [[ $__word == *[/\$]* ]] || return 0
  eval "__word=($__word)" 2>/dev/null
  # The kernel itself starts what lies elsewhere; a folder or a missing file is bash's to refuse.
  [[ $__word == */* && -f $__word && ! -x $__word ]] || return 0
  [[ $__word != *[[:space:]\'\"\`\$\&\|\;\<\>\(\)\\*?[{}!#~]* ]] || return 0
  builtin eval "function $__word { local -; set +Teux; __script $__word \"\$@\"; }"
}

__script() { # FILE WORDS…: what the kernel does with a script, which it is told by its first line
  local __q=1 file=$1 line= interpreter option mode
  local -a words=()
  shift
  mode=$(command stat -Lc %A -- "$file" 2>/dev/null)
  { IFS= read -r -N 255 line <"$file"; } 2>/dev/null
  if [[ $mode != -*x* || $line == $'\x7fELF'* ]]; then
    __line
    ((__at)) || __at=${BASH_LINENO[1]} # in a script
    # A block is no file of its own, so its line stands alone, as for a command that is not found.
    [[ ${BASH_SOURCE[-1]} == /opt/real/* ]] || printf '%s: ' "${BASH_SOURCE[-1]}" >&2
    printf 'line %s: %s: Permission denied\n' "$__at" "$file" >&2
    return 126
  fi
  if [[ $line == '#!'* ]]; then
    line=${line%%$'\n'*} line=${line#??}
    read -r interpreter option <<<"$line"
    words=("$interpreter" ${option:+"$option"})
  else
    words=(/bin/bash)
  fi
  if [[ ! -x $interpreter && -n $interpreter ]]; then
    printf '%s: %s: bad interpreter: No such file or directory\n' "$file" "$interpreter" >&2
    return 126
  fi
  "${words[@]}" "$file" "$@"
}

# `set +T` first: the steps inside a simulated command are nobody's business.
curl() {
  local -
  set +Teux
  __call curl "$@"
}
jq() {
  local -
  set +Teux
  __call jq "$@"
}
sleep() {
  local -
  set +Teux
  __call sleep "$@"
}

date() {
  local -
  set +Teux
  local __q=1 __code __halt __out __err __file __body __need __at=0 base given=0
  local -a words=()
  [[ ${TZ-UTC} == @(|UTC|UTC0|GMT|Etc/UTC) || " $* " == *" "@(-u|--utc|--universal)" "* ]] || { __line && __ask zone "$__at" 0 "$TZ"; }
  __ask now 0 0
  case $# in
    0) TZ=UTC printf '%(%a %b %e %H:%M:%S UTC %Y)T\n' "$EPOCHSECONDS" && return ;;
    1)
      if [[ $1 == +*([!%]|%[aAbBcdeFHIjklmMpSTuwyYsR]) ]]; then
        TZ=UTC printf "%(${1#+})T\n" "$EPOCHSECONDS" && return
      fi
      ;;
  esac
  TZ=UTC printf -v base '%(%Y-%m-%d %H:%M:%S UTC)T' "$EPOCHSECONDS"
  while (($#)); do
    case $1 in
      -d | --date)
        given=1
        words+=(-d "$(__moment "${2-}")")
        shift
        ;;
      -d*) given=1 words+=(-d "$(__moment "${1#-d}")") ;;
      --date=*) given=1 words+=(-d "$(__moment "${1#*=}")") ;;
      -r* | -f* | --reference* | --file*) given=1 words+=("$1") ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  ((given)) || words=(-d "$base" "${words[@]}")
  TZ=UTC /opt/real/date "${words[@]}"
}

__moment() { # a date as people write it, counted from simulated time
  case $1 in
    *@* | *[0-9][0-9][0-9][0-9]-[0-9]* | *[0-9]/[0-9]*) printf '%s' "$1" ;;
    *[0-9]:[0-9]*) printf '%s %s' "${base%% *}" "$1" ;;
    *) printf '%s %s' "$base" "${1/now/}" ;;
  esac
}

watch() { # the real one draws on a terminal and runs `sh -c`
  local -
  set +Teux
  local __q=1 every=2
  while (($#)); do
    case $1 in
      -n | --interval)
        every=${2-2}
        shift
        ;;
      -n*) every=${1#-n} ;;
      --interval=*) every=${1#*=} ;;
      --)
        shift
        break
        ;;
      -*) ;;
      *) break ;;
    esac
    shift
  done
  while ((1)); do
    (
      __q=0
      eval "$*"
    )
    __call watch "$every" || {
      ((__stop == 3)) || __stop=0
      return 0
    }
  done
}

timeout() { # in simulated time
  local -
  set +Teux
  local __q=1 __code __halt __out __err __file __body __need __at pid span
  while [[ ${1-} == -* ]]; do
    case $1 in -s | -k | --signal | --kill-after) shift ;; esac
    shift
  done
  span=${1-}
  shift
  __line
  (
    # Before it begins: a `sleep` that asked first would be waited for to its end.
    __ask timeout "$__at" 0 "$span" "$BASHPID"
    [[ $(type -t "${1-}") != file ]] || exec "$@"
    __q=0
    "$@"
  ) &
  pid=$!
  wait "$pid" 2>/dev/null
  local status=$?
  # It has been waited for: the DEBUG trap must not take it for one sent off by a stray &.
  __bg=$pid
  __ask timed "$__at" 0 "$pid"
  # 124 is what the real timeout ends with when the time has run out.
  [[ $__out != expired ]] || status=124
  return "$status"
}

mkfifo() {
  __pipes=1
  command mkfifo "$@"
}

kill() {
  local word
  local __q=1
  for word in "$@"; do [[ $word != -1 ]] || __call killing "$@"; done
  builtin kill "$@"
}

trap() { # EXIT and DEBUG belong to the run as well
  local word handler=${1-}
  if (($# < 2)) || [[ $1 == -[lp] ]]; then
    builtin trap "$@"
    return
  fi
  shift
  for word in "$@"; do
    case $word in
      EXIT | 0) [[ $handler != - ]] && __later=$handler || __later= ;;
      DEBUG) ;;
      *) builtin trap "$handler" "$word" ;;
    esac
  done
}

sudo() { # nobody here has more rights than anybody else, so what follows is simply carried out
  local -
  set +Teux
  local __q=1 shell= option
  while [[ ${1-} == -* ]]; do
    option=$1
    shift
    [[ $option != -- ]] || break
    [[ $option != --@(login|shell) && $option != -*([!ughpCrtTUD-])[is]* ]] || shell=bash
    # What takes the next word: `-u ops`, `-Eu ops`, not `-uops`.
    if [[ $option == --@(user|group|host|prompt|chdir) || $option == -*([!ughpCrtTUD-])[ughpCrtTUD] ]]; then
      (($#)) && shift
    fi
  done
  # A pattern, because a block keeps the match of its own last expression.
  while [[ ${1-} == [A-Za-z_]*([A-Za-z0-9_])=* ]]; do
    local -x "$1"
    shift
  done
  # `sudo -i` alone reads its commands from what follows it; `sudo -v` only asks for the password.
  (($#)) || set -- ${shell:-:}
  __q=0
  "$@"
}

command_not_found_handle() {
  local -
  set +Teux
  local __q=1 __code __halt __out __err __file __body __need __at
  __line
  __ask unknown "$__at" 0 "$1"
  printf 'line %s: %s: command not found\n' "$__at" "$1" >&2
  return 127
}

# `declare` is bash's own word as well: what looks like bash's goes to bash.
declare() {
  if [[ $__q == 1 || $# -eq 0 || ($1 == [-+]* && $1 != --*) || $1 == [A-Za-z_]*([A-Za-z0-9_])?(\[*\])?(+)=* ]]; then
    builtin declare -g "$@"
  else
    __call declare "$@"
  fi
}

# The other incident commands; their names come from the command table when this is copied.
for __name in @PEOPLE@; do
  eval "$__name() {
    local -
    set +Teux
    __call $__name \"\$@\"
  }"
done
unset __name

[[ ! -e /sim/worker ]] || . /opt/real/real.sh
