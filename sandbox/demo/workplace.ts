/** The demo's Slack: who works there, and where they talk. */
import type { CastMember } from '../slack/page/snapshot.ts';
import { Workspace } from '../slack/workspace.ts';
import { COLLEAGUES, emailOf } from './roster.ts';

/** First names are enough for those one can be in the demo. */
const NAMES = new Map([
  ['maya-lindqvist', 'maya'],
  ['rhea-osei', 'rhea'],
  ['ravi-menon', 'ravi'],
]);

/** Where everybody works, and by which the digest goes. */
export const TIME_ZONE = 'Europe/Berlin';

/** Whom the page offers to be, the first at the start. */
export const CAST: readonly CastMember[] = [
  { user: 'maya', note: 'seat manager' },
  { user: 'victor', note: 'viewer: sees everything, changes nothing' },
  { user: 'rhea', note: 'has a seat and never used it' },
  { user: 'ravi', note: 'has a seat and uses it' },
  { user: 'ada', note: 'Slack admin, not a seat manager' },
  { user: 'gus', note: 'guest' },
];

/** Machine accounts on GitHub have nobody in Slack. */
function isSomebody({ login }: { readonly login: string }): boolean {
  return !login.endsWith('-bot');
}

export function createWorkplace(): Workspace {
  const colleagues = COLLEAGUES.filter(isSomebody).map((colleague) => ({
    name: NAMES.get(colleague.login) ?? colleague.login,
    realName: colleague.realName,
    email: emailOf(colleague),
    tz: TIME_ZONE,
  }));
  return new Workspace({
    people: [
      ...colleagues,
      { name: 'victor', realName: 'Victor Adeyemi', tz: TIME_ZONE },
      { name: 'ada', realName: 'Ada Steiner', kind: 'admin', tz: TIME_ZONE },
      { name: 'gus', realName: 'Gus Ferrara', kind: 'guest', tz: TIME_ZONE },
    ],
    groups: [],
    channels: [
      { name: 'general', members: 'everyone' },
      { name: 'ask-copilot', members: 'everyone' },
      { name: 'engineering', members: 'everyone' },
      { name: 'copilot-seats', kind: 'private', members: ['maya', 'victor'] },
      { name: 'partner-project', members: ['maya', 'rhea', 'gus'], bot: false },
    ],
  });
}

/** What colleagues have said before the demo begins. */
export function postSmallTalk(workspace: Workspace): void {
  const channelNamed = (name: string) => `<#${workspace.channel(name).id}>`;
  const post = (channel: string, user: string, text: string) =>
    workspace.post({
      channel: workspace.channel(channel).id,
      user: workspace.person(user).id,
      botId: undefined,
      appId: undefined,
      text,
      blocks: [],
      metadata: undefined,
      threadTs: undefined,
      fileIds: [],
      ephemeralFor: undefined,
    });
  post(
    'general',
    'ada',
    `We have Seatkeeper now: it looks after our GitHub Copilot seats. Maya and Victor, try \`/copilot dormant\`. Everybody else: \`/copilot me\`. Questions go to ${channelNamed('ask-copilot')}.`,
  );
  post('ask-copilot', 'ravi', 'Who decides about Copilot seats here?');
  post('ask-copilot', 'maya', 'I do. Ask me here and I will see to it.');
  post('copilot-seats', 'maya', 'Victor, the weekly digest will come here, on Mondays at nine.');
}
