#!/usr/bin/env bash
# Runs several daemons as processes and does to them, to their network and to PostgreSQL what happens once a year; then
# measures what more daemons are worth. Prints a table of what was seen (target/chaos.md): docs/scale.md has the last one.
# About twenty minutes. Make builds the jar before.
set -euo pipefail
cd "$(dirname "$0")/.."

# A clock that is off takes faketime, a pooler pgbouncer; where one cannot be had what needs it is skipped.
scripts/install-test-servers.sh
for extra in faketime pgbouncer; do
  scripts/install-test-servers.sh "$extra:$extra" || echo "without $extra: what needs it is skipped" >&2
done
rm -f target/chaos.md

failed=0
runs() {
  # What else there is to see is seen all the same.
  mvn -B -ntp -q test-compile failsafe:integration-test failsafe:verify -Dit.test="$1" || failed=1
}
# MixedRuns needs the jar of an earlier release, its routes/ and configs/ around it as in a clone: OLD_JAR=…/target/sync-image.jar.
runs "ChaosRuns,CrashRuns${OLD_JAR:+,MixedRuns}"
# The leader's network has the name that CrashRuns gives to its own.
runs DeafLeaderRuns,FailoverRuns,PgBouncerRuns
# By themselves: what is measured shares the machine with nothing.
runs FactorRuns

printf '\n| what | seen | all of it took |\n| --- | --- | --- |\n'
cat target/chaos.md
exit $failed
