/** What can be said of the settings without asking anybody. */
import type { Config } from '../../config.ts';
import type { Environment } from '../../lib/environment.ts';
import { findUnknownSettings } from '../../setting-names.ts';
import { type Finding, fine, note, problem } from './findings.ts';

export function planSettingsFindings(config: Config, env: Environment): Finding[] {
  return [
    fine('Every setting is valid.'),
    ...planUnknownSettings(env),
    ...planPeopleSettings(config),
    ...planDigestSettings(config, env),
    ...planModeSettings(config, env),
  ];
}

/** Also for settings that are not valid: the wrong name is often why. */
export function planUnknownSettings(env: Environment): Finding[] {
  return findUnknownSettings(env).map(({ name, nearest }) =>
    note(`${name} is not a setting of Seatkeeper.`, `Did you mean ${nearest}?`),
  );
}

function planPeopleSettings({ managers, removals }: Config): Finding[] {
  const findings: Finding[] = [];
  if (managers.userIds.length + managers.userGroupIds.length === 0) {
    findings.push(
      problem(
        'SEAT_MANAGERS is empty, so nobody may see the seats or remove one.',
        'Put Slack ids there, such as U0123456789. Type /copilot in Slack, and the answer says your own.',
      ),
    );
  }
  if (removals === 'off') findings.push(note('REMOVALS is off, so nobody can remove a seat.'));
  if (removals === 'dry-run') {
    findings.push(note('REMOVALS is dry-run: everything but the removal itself is done.'));
  }
  return findings;
}

function planDigestSettings({ digest }: Config, env: Environment): Finding[] {
  const rest = ['DIGEST_DAY', 'DIGEST_TIME', 'DIGEST_TIMEZONE', 'DIGEST_NAMES'];
  const set = rest.filter((name) => (env[name] ?? '').trim() !== '');
  if (digest !== undefined || set.length === 0) return [];
  return [
    note(
      'There is no DIGEST_CHANNEL, so the other DIGEST_ settings do nothing.',
      'Set the id of a channel, or set digests up in Slack.',
    ),
  ];
}

function planModeSettings({ slack }: Config, env: Environment): Finding[] {
  if (slack.mode.kind === 'http') {
    return [
      note(
        `HTTP mode: Slack must reach port ${slack.mode.port} of this machine by a public https address. That cannot be tried from here.`,
        'In the Slack app, the Request URL of the command, of interactivity and of events is that address with /slack/events.',
      ),
    ];
  }
  const hasBoth = (env['SLACK_SIGNING_SECRET'] ?? env['SLACK_SIGNING_SECRET_FILE'] ?? '') !== '';
  return hasBoth ? [note('SLACK_APP_TOKEN is set, so SLACK_SIGNING_SECRET is not used.')] : [];
}
