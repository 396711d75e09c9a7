# --- the same for every job, under Slurm and without it -------------------------------------------------------------
# Runs the command of its task, forwards what asks it to stop, and decides by the exit code what becomes of the job:
#   0 done; 129, 130, 143 stopped with everything stored: again; 3 another start has taken over: nothing;
#   2 cannot be done: failed; anything else: tried again, a bounded number of times.
igen_node=$(hostname -s 2>/dev/null || uname -n)
say() { printf '%s %s job: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$igen_node" "$*"; }

if [ -n "${SLURM_JOB_ID:-}" ]; then
  # The task that carries the array's own number is named like the others, or the whole array would be meant.
  igen_me=$SLURM_JOB_ID
  [ -n "${SLURM_ARRAY_TASK_ID:-}" ] && igen_me=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
  IGEN_TASK=${SLURM_ARRAY_TASK_ID:-0} IGEN_JOB=$SLURM_JOB_ID IGEN_RESTART=${SLURM_RESTART_COUNT:-0}
else
  igen_me=
fi
igen_log=$igen_logs-$IGEN_TASK.log igen_failures=$igen_failures-$IGEN_TASK
[ -n "$igen_me" ] || exec >>"$igen_log" 2>&1
export IGEN_JOB IGEN_RESTART IGEN_CPUS="$igen_cpus" IGEN_LOG=stamped
export DOTNET_PROCESSOR_COUNT="$igen_cpus" OMP_NUM_THREADS="$igen_cpus"

igen_line=$(sed -n "$((IGEN_TASK + 1))p" "$igen_tasks")
igen_label=${igen_line%%	*}
eval "set -- ${igen_line#*	}"

# Whether this start of the job is the one that counts. On a node that was given up an earlier one may go on.
is_current() {
  [ -n "$igen_me" ] || return 0
  igen_facts=" $(scontrol show job -o "$igen_me" 2>&1) "
  case $igen_facts in
    *" JobState="*) ;;
    *) return 0 ;; # no answer is no reason to give up
  esac
  case $igen_facts in *" Restarts=$IGEN_RESTART "*) return 0 ;; esac
  say "$igen_label: this start of the job was given up; nothing is done"
  exit 3
}

again() {
  [ -n "$igen_me" ] || exit 75
  for igen_try in 1 2 3; do
    is_current
    case $igen_facts in
      *" JobState=RUNNING "*) scontrol requeue "$igen_me" && exit 143 ;;
      # Cancelled is cancelled; preempted is requeued already.
      *" JobState="*) exit 143 ;;
    esac
    sleep 2
  done
  say "$igen_label could not be requeued; 'igen cluster resume' goes on with it"
  exit 143
}

count_failure() {
  is_current
  igen_last=$(tail -n 1 "$igen_log" 2>/dev/null | tr '\t\r' '  ' | cut -c 1-500)
  printf '%s\t%s\t%s\t%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$igen_node" "$1" "$igen_last" >>"$igen_failures.tsv"
  igen_count=$(wc -l <"$igen_failures.tsv")
  if [ "$1" -eq 2 ] || [ "$igen_count" -gt "$igen_retries" ]; then
    printf '%s\n' "$igen_label" >"$igen_failures.failed"
    say "$igen_label failed with exit code $1, $igen_count times in all, and is given up"
    exit 1
  fi
  say "$igen_label failed with exit code $1, $igen_count times in all; it is tried again"
  again
}

igen_child= igen_stop=
stop() {
  igen_stop=yes
  [ -z "$igen_child" ] || kill -TERM "$igen_child" 2>/dev/null
}
trap stop TERM INT HUP

say "$igen_label begins: job $IGEN_JOB, restart $IGEN_RESTART, $igen_cpus cores"
"$@" &
igen_child=$!
[ -z "$igen_stop" ] || kill -TERM "$igen_child"
# A signal ends a wait before the child has ended.
while :; do
  wait "$igen_child"
  igen_code=$?
  kill -0 "$igen_child" 2>/dev/null || break
done

case $igen_code in
  0) rm -f "$igen_failures.tsv" "$igen_failures.failed"; say "$igen_label is done"; exit 0 ;;
  3) say "$igen_label: another job has taken over"; exit 3 ;;
  129 | 130 | 143) say "$igen_label was stopped; what it made is stored"; again ;;
  *) count_failure "$igen_code" ;;
esac
