#compdef igen
# Completion of igen for zsh:  source <(igen completion zsh)
_igen() {
  local -a words_of_igen
  words_of_igen=("${(@f)$(igen "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
  compadd -a words_of_igen
  _files
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _igen igen
