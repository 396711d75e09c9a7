# Completion of igen for bash:  source <(igen completion bash)
_igen() {
  local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
  mapfile -t COMPREPLY < <(compgen -W "$(igen "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word")
}
complete -o bashdefault -o default -F _igen igen
