# The drill's shell. Real bash; `curl` is the real one with the session's certificate, `sleep`,
# `watch` and `date` follow simulated time, the incident commands are on PATH.
. "$TABLETOP_SESSION/functions.sh"

HISTFILE=$TABLETOP_SESSION/history
HISTCONTROL=ignoredups
shopt -s checkwinsize

exec {TABLETOP_FEED}<"$TABLETOP_SESSION/feed"

__tabletop_feed() {
  local line
  while IFS= read -r -u "$TABLETOP_FEED" line; do printf '%s\n' "$line"; done
}

__tabletop_prompt() {
  local status=$? up base epoch pace end now
  __tabletop_feed
  read -r base epoch pace end <"$TABLETOP_SESSION/clock"
  # The machine's uptime, because the wall clock may be set while the world goes on.
  read -r up _ </proc/uptime
  now=$((epoch + (10#${up/./} - base) * 10 * pace / 1000))
  now=$(((now < end ? now : end) / 1000))
  TZ=UTC printf -v TABLETOP_TIME '%(%H:%M:%S)T' "$now"
  return $status
}

PROMPT_COMMAND=__tabletop_prompt
if [[ -n ${NO_COLOR-} ]]; then
  PS1='$TABLETOP_TIME drill\$ '
else
  PS1='\[\033[2m\]$TABLETOP_TIME\[\033[0m\] \[\033[1m\]drill\$\[\033[0m\] '
fi
bind -x '"\e[5999~": __tabletop_feed' 2>/dev/null
complete -W "investigating identified monitoring resolved --says --next" status-page
complete -W "slack in_app email social --says --next" post
complete -W "$TABLETOP_ROLES --says --next" page call email
complete -W "--says --next" declare resolve
