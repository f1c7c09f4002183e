# shellcheck shell=bash
# Collects the results of the test projects from xunit's XML. Sourced, never run.

passed=0
failed=0
skipped=0
timeout_code=124

# collect PROJECT EXIT_CODE: a project that ends badly without saying which test failed counts as one failure.
collect() {
  local file=$results/$1.xml before=$failed
  if [[ -s $file ]]; then
    passed=$((passed + $(sum_of passed "$file")))
    failed=$((failed + $(sum_of failed "$file") + $(sum_of errors "$file")))
    skipped=$((skipped + $(sum_of skipped "$file")))
  fi

  if (($2 == timeout_code)); then
    failed=$((failed + 1))
    warn "$1 was stopped because it took longer than $limit."
  elif (($2 != 0 && failed == before)) && ! ran_nothing "$file"; then
    failed=$((failed + 1))
    warn "$1 ended with code $2."
  fi

  if ((failed > before)); then
    cat "$results/$1.log"
  else
    tail -n 1 "$results/$1.log"
  fi
}

# sum_of ATTRIBUTE FILE: over all assemblies of the file.
sum_of() {
  grep -o '<assembly [^>]*' "$2" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | awk '{ sum += $1 } END { print sum + 0 }'
}

# A filter that matches nothing in a project is no fault.
ran_nothing() {
  [[ -n $filter && -s $1 ]] && (($(sum_of total "$1") == 0))
}

print_skipped() {
  local file
  for file in "$results"/*.xml; do
    [[ -e $file ]] || continue
    sed 's/<test /\n<test /g' "$file" | tr '\n' ' ' | sed 's/<test /\n<test /g' \
      | sed -n 's/^<test name="\([^"]*\)".*result="Skip".*<reason>\(.*\)<\/reason>.*/skipped: \1: \2/p' \
      | sed 's/<!\[CDATA\[//; s/\]\]>//; s/&quot;/"/g; s/&amp;/\&/g'
  done
}

print_total() {
  say "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0 && passed > 0))
}
