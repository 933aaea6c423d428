/** The health state in Prometheus' text format. Organisations by id, people not at all. */
import type { HealthState } from './health.ts';

interface Sample {
  readonly labels?: Readonly<Record<string, string | number>>;
  readonly value: number | undefined;
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function writeMetrics(state: HealthState): string {
  return [...ofOrganisations(state), ...ofProcess(state), ...ofCounts(state)].join('');
}

function ofOrganisations({ organisations }: HealthState): string[] {
  function perOrganisation(
    pick: (organisation: HealthState['organisations'][number]) => number | undefined,
  ): Sample[] {
    return organisations.map((each) => ({ labels: { org: each.id }, value: pick(each) }));
  }
  return [
    gauge(
      'refresh_last_success_timestamp_seconds',
      'When the last good read ended.',
      perOrganisation(({ lastGoodReadAt }) => seconds(lastGoodReadAt)),
    ),
    gauge(
      'refresh_failed_reads',
      'Reads that failed in a row since the last good one.',
      perOrganisation(({ failedReads }) => failedReads),
    ),
    gauge(
      'snapshot_seats',
      'Seats known.',
      perOrganisation(({ seats }) => seats),
    ),
    gauge(
      'quarantine_active',
      '1 while more seats vanished at once than is believed.',
      perOrganisation(({ quarantined }) => Number(quarantined)),
    ),
    gauge(
      'activity_frozen',
      '1 while GitHub answers but no activity moves.',
      perOrganisation(({ trust }) => Number(trust === 'frozen')),
    ),
  ];
}

function ofProcess(state: HealthState): string[] {
  return [
    gauge('process_start_time_seconds', 'When the process started.', [
      { value: seconds(state.startedAt) },
    ]),
    gauge('build_info', 'The version that runs.', [
      { labels: { version: state.version }, value: 1 },
    ]),
    gauge('slack_socket_connected', '1 while Slack reaches the bot.', [
      { value: Number(state.slack.connected) },
    ]),
    gauge('db_writable', '1 while the file takes writes.', [
      { value: Number(state.database.open && state.database.writable) },
    ]),
    gauge('db_bytes', 'Size of the database file.', [{ value: state.database.bytes }]),
    gauge('wal_bytes', 'Size of its write-ahead log.', [{ value: state.database.walBytes }]),
  ];
}

function ofCounts({ counts, digests }: HealthState): string[] {
  return [
    counter('refresh_result_total', 'Reads by how they ended.', 'class', counts.reads),
    counter('removal_total', 'Removals by outcome.', 'result', counts.removals),
    gauge('digests_paused', 'Weekly digests that are paused.', [{ value: digests.paused }]),
    gauge('digest_next_due_timestamp_seconds', 'When the next weekly digest is due.', [
      { value: seconds(digests.nextDueAt) },
    ]),
  ];
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

function counter(
  name: string,
  help: string,
  label: string,
  counted: ReadonlyMap<string, number>,
): string {
  const samples = [...counted].map(([key, value]) => ({
    labels: { [label]: key },
    value,
  }));
  return family(name, 'counter', help, samples);
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  return family(name, 'gauge', help, samples);
}

/** Nothing at all where no sample has a value: a metric without samples looks like a broken one. */
function family(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const lines = samples
    .filter(({ value }) => value !== undefined)
    .map(({ labels, value }) => `${name}${writeLabels(labels)} ${value}\n`);
  return lines.length === 0
    ? ''
    : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function writeLabels(labels: Sample['labels']): string {
  if (labels === undefined) return '';
  const pairs = Object.entries(labels).map(
    ([key, value]) =>
      `${key}="${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return `{${pairs.join(',')}}`;
}
