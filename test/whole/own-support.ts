/** What the tests of one's own seat share: direct messages, forged clicks, e-mail addresses. */
import type { Message } from '../../sandbox/slack/conversations.ts';
import type { View } from '../../sandbox/slack/views.ts';
import { aCompany, daysAgo, NOW, startWhole, type Whole } from '../support/whole.ts';

/** Three idle seats, so that none is the last one. */
export async function startIdle(options: Parameters<typeof startWhole>[0] = {}): Promise<Whole> {
  const clock = options.clock ?? { now: NOW };
  const company = aCompany(clock);
  for (const login of ['rhea-osei', 'mel-okafor', 'jun-park']) {
    company.grant('acme-labs', login, { at: daysAgo(90) });
  }
  return startWhole({ company, clock, ...options });
}

/** The same with people whose addresses GitHub has verified. */
export async function startLinked(
  emails: Readonly<Record<string, readonly string[]>> = { 'mel-okafor': ['mel@acme.example'] },
  options: Parameters<typeof startWhole>[0] = {},
): Promise<Whole> {
  const whole = await startIdle(options);
  for (const [login, addresses] of Object.entries(emails)) {
    whole.company.person(login).verifiedEmails = addresses;
  }
  return whole;
}

/** What the bot wrote to a person directly, oldest first. */
export function directMessages({ slack }: Whole, user: string): Message[] {
  return slack.workspace.messagesIn(
    slack.workspace.directMessage(slack.workspace.person(user).id).id,
  );
}

export async function waitForDirect(
  whole: Whole,
  user: string,
  fits: (message: Message) => boolean,
): Promise<Message> {
  const { workspace } = whole.slack;
  const { id } = workspace.directMessage(workspace.person(user).id);
  return whole.slack.waitForMessage((message) => message.channel === id && fits(message));
}

/** Sends a click on a button that this person was never shown. */
export async function forge(
  whole: Whole,
  user: string,
  actionId: string,
  value: string,
): Promise<void> {
  const { workspace } = whole.slack;
  const { bot } = workspace;
  const text = { type: 'plain_text', text: 'forged' };
  const message = workspace.post({
    channel: workspace.directMessage(workspace.person(user).id).id,
    user: bot.id,
    botId: bot.botId,
    appId: workspace.appId,
    text: 'forged',
    blocks: [
      {
        type: 'actions',
        block_id: 'forged',
        elements: [{ type: 'button', action_id: actionId, text, value }],
      },
    ],
    metadata: undefined,
    threadTs: undefined,
    fileIds: [],
    ephemeralFor: undefined,
  });
  await whole.click(user, message, actionId);
}

/** All words of a Home. */
export function wordsOf(view: View | undefined): string {
  return JSON.stringify(view?.content['blocks'] ?? []);
}

/** Opens a Home and waits until it says something. */
export async function openHome(whole: Whole, user: string, says: string): Promise<View> {
  await whole.slack.interactions.openHome(user);
  return waitForHome(whole, user, (words) => words.includes(says));
}

export async function waitForHome(
  whole: Whole,
  user: string,
  fits: (words: string) => boolean,
): Promise<View> {
  const { id } = whole.slack.workspace.person(user);
  return whole.slack.waitForView(
    (view) => view.user === id && view.type === 'home' && fits(wordsOf(view)),
  );
}
