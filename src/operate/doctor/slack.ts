/** What Slack's answers mean for this installation, and what to do about it. */
import type { Config } from '../../config.ts';
import { type Finding, fine, note, plural, problem } from './findings.ts';
import type { Identity, SlackFacts } from './slack-facts.ts';
import { planChannels, planPeople } from './slack-people.ts';

/** The scopes that `manifest.json` asks for. */
export interface WantedScopes {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export function planSlackFindings(
  facts: SlackFacts,
  config: Config,
  wanted: WantedScopes,
): Finding[] {
  const { identity } = facts;
  if (identity.kind === 'failed') {
    return [planRefusal('SLACK_BOT_TOKEN', identity.code), ...planSocket(facts, config)];
  }
  return [
    fine(`Slack knows the bot as ${identity.bot} in ${identity.team} (${identity.teamId}).`),
    ...planSocket(facts, config),
    ...planScopes(identity, wanted),
    ...planPeople(facts, config),
    ...planChannels(facts, config),
  ];
}

const REINSTALL =
  'Add it on the Slack app\'s page "OAuth & Permissions" (or take manifest.json over), then install the app to the workspace again.';

/** What does not work without a scope, as it would be noticed. */
const COSTS: Readonly<Record<string, string>> = {
  commands: 'the slash command is never heard',
  'chat:write': 'no digest and no message can be sent',
  'users:read': 'nobody can be recognised, so everybody is refused',
  'usergroups:read': 'user groups in SEAT_MANAGERS and SEAT_VIEWERS count for nothing',
  'files:write': 'export cannot hand over its file',
  'users:read.email': 'Slack accounts and GitHub logins are linked by request alone',
  'channels:read': 'the kind of a public channel is not known, so digests there show counts only',
  'groups:read': 'the kind of a private channel is not known, so digests there show counts only',
  'channels:history': 'a digest whose arrival Slack never confirmed cannot be looked for',
  'groups:history': 'a digest whose arrival Slack never confirmed cannot be looked for',
  'im:write': 'direct messages may not reach people',
  'im:history': 'a direct message that Slack never confirmed cannot be looked for',
};

export function planScopes({ scopes }: Identity, wanted: WantedScopes): Finding[] {
  if (scopes === undefined) {
    return [note('Slack did not say what the bot token may do, so its scopes are not checked.')];
  }
  function cost(scope: string): string {
    return COSTS[scope] ?? 'a part of Seatkeeper that needs it does not work';
  }
  const missing = wanted.required.filter((scope) => !scopes.includes(scope));
  const declined = wanted.optional.filter((scope) => !scopes.includes(scope));
  const held = wanted.required.length + wanted.optional.length - missing.length - declined.length;
  return [
    fine(`The bot token holds ${plural(held, 'scope')} that the manifest asks for.`),
    ...missing.map((scope) => problem(`The scope ${scope} is missing: ${cost(scope)}.`, REINSTALL)),
    ...declined.map((scope) =>
      note(`The optional scope ${scope} is missing: ${cost(scope)}.`, REINSTALL),
    ),
  ];
}

function planSocket({ identity, socket }: SlackFacts, { slack }: Config): Finding[] {
  if (socket === undefined || slack.mode.kind !== 'socket') return [];
  if (socket.kind === 'failed') {
    return socket.code === 'missing_scope'
      ? [
          problem(
            'SLACK_APP_TOKEN lacks the scope connections:write.',
            'Generate an app-level token with it on the page "Basic Information" of the Slack app.',
          ),
        ]
      : [planRefusal('SLACK_APP_TOKEN', socket.code)];
  }
  // xapp-1-APPID-…: two apps' tokens are easily mixed up, and then every click goes nowhere.
  const appId = /^xapp-\d+-(A[A-Z0-9]+)-/.exec(slack.mode.appToken)?.[1];
  const botsApp = identity.kind === 'identity' ? identity.appId : undefined;
  if (appId !== undefined && botsApp !== undefined && appId !== botsApp) {
    return [
      problem(
        `SLACK_APP_TOKEN is of the app ${appId}, SLACK_BOT_TOKEN of the app ${botsApp}.`,
        'Take both from the same Slack app.',
      ),
    ];
  }
  return [fine('Socket Mode opens.')];
}

function planRefusal(name: string, code: string): Finding {
  if (code === 'unreachable' || code === 'ratelimited' || code.startsWith('http_')) {
    return problem(
      `Slack could not be asked (${code}).`,
      'Check that this machine reaches the address of SLACK_API_URL, then try again.',
    );
  }
  return problem(
    `Slack refuses ${name} (${code}).`,
    "Copy it again from the Slack app's settings; it changes when the app is installed again or the token is revoked.",
  );
}
