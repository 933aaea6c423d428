/** The slash command: one word, one answer, for the caller's eyes only. */
import type { App, SlashCommand } from '@slack/bolt';
import { loadPicture } from '../../decision/picture.ts';
import { loadSavings } from '../../decision/savings.ts';
import { answerInTime, createAnswer } from '../answer.ts';
import { type Command, parseCommand } from '../command.ts';
import type { Identity } from '../guard.ts';
import { renderHelp, renderProblem, renderProgress, renderUnknownWord } from '../views/answers.ts';
import { renderOutcome } from '../views/outcome.ts';
import { renderOverview } from '../views/overview.ts';
import { renderRefusal } from '../views/refusal.ts';
import { openDigestList } from './digest-list.ts';
import { refuseDigests } from './digest-refusal.ts';
import { answerExport } from './export.ts';
import { answerLink, answerUnlink } from './links.ts';
import { contextFor, findRefusal, type ListenerDeps, type Reader } from './listener-deps.ts';
import { answerDormant } from './lists.ts';
import { answerWithLog } from './log.ts';
import { answerWithMe } from './own-seat.ts';
import { answerWithPerson, findPerson } from './person.ts';
import { answerRefresh, type RefreshGate } from './refresh.ts';
import { answerStatus } from './status.ts';
import { answerUsage } from './usage.ts';

export interface CommandDeps extends ListenerDeps {
  readonly identity: () => Identity;
  readonly refreshGate: RefreshGate;
}

export function registerCommand(app: App, deps: CommandDeps): void {
  app.command(deps.config.slack.command, async ({ command }) => {
    const userId = command.user_id;
    const answer = createAnswer(deps, {
      userId,
      responseUrl: command.response_url,
      isPrivate: false,
      dialogId: undefined,
    });
    const progress = renderProgress('list', contextFor(deps, 'member', userId));
    await answerInTime(answer, progress, (inTime) => answerCommand(deps, command, inTime));
  });
}

async function answerCommand(
  deps: CommandDeps,
  { text, user_id: userId, trigger_id }: Pick<SlashCommand, 'text' | 'user_id' | 'trigger_id'>,
  answer: Reader['answer'],
): Promise<void> {
  const by = { teamId: deps.identity().teamId, userId };
  const role = await deps.people.identify(by);
  const reader = { answer, role, userId };
  const command = parseCommand(text, {
    command: deps.config.slack.command,
    now: deps.now(),
    dormantAfterDays: deps.config.dormantAfterDays,
  });
  if (command.kind === 'digest') {
    const no = await refuseDigests(deps, by, role);
    return no === undefined ? openDigestList(deps, userId, trigger_id) : answer.add(no);
  }
  const context = contextFor(deps, role, userId);
  const refusal = findRefusal(role, neededFor(command), { people: deps.people, userId });
  if (refusal !== undefined) return answer.add(renderRefusal(refusal, context));
  return carryOut(deps, reader, command);
}

/** All but the one that is answered with a dialog. */
type OtherCommand = Exclude<Command, { kind: 'digest' }>;

/** What a person must be to be answered; everybody else gets a refusal that says so. */
function neededFor(command: OtherCommand): 'manager' | 'viewer' | 'member' {
  switch (command.kind) {
    case 'keep':
    case 'unkeep':
      return 'manager';
    case 'dormant':
    case 'usage':
    case 'user':
    case 'export':
    case 'log':
    case 'status':
    case 'refresh':
      return 'viewer';
    case 'overview':
    case 'me':
    case 'link':
    case 'unlink':
    case 'help':
    case 'unknown':
    case 'problem':
      return 'member';
  }
}

async function answerWithOverview(
  deps: ListenerDeps,
  { answer, role, userId }: Reader,
): Promise<void> {
  const picture = await loadPicture(deps);
  const savings = await loadSavings(deps, picture);
  return answer.add(renderOverview({ picture, savings }, contextFor(deps, role, userId)));
}

async function carryOut(deps: CommandDeps, reader: Reader, command: OtherCommand): Promise<void> {
  const { answer, role, userId } = reader;
  const context = contextFor(deps, role, userId);
  const audience = role === 'manager' || role === 'viewer' ? role : 'member';
  switch (command.kind) {
    case 'overview':
      if (audience === 'member') return answerWithMe(deps, reader);
      return answerWithOverview(deps, reader);
    case 'me':
      return answerWithMe(deps, reader);
    case 'link':
      return answerLink(deps, reader, command.login);
    case 'unlink':
      return answerUnlink(deps, reader, command.who);
    case 'export':
      return answerExport(deps, reader);
    case 'dormant':
      return answerDormant(deps, reader, command.words);
    case 'usage':
      return answerUsage(deps, reader, command.organisation);
    case 'user': {
      const found = await findPerson(deps, reader, command.who);
      return found && answerWithPerson(deps, reader, found.person.login);
    }
    case 'keep':
    case 'unkeep':
      return changeExemption(deps, reader, command);
    case 'log':
      return answerWithLog(deps, reader);
    case 'status':
      return answerStatus(deps, reader);
    case 'refresh':
      return answerRefresh(deps, reader);
    case 'help':
      return answer.add(renderHelp(audience, context));
    case 'unknown':
      return answer.add(renderUnknownWord(command, audience, context));
    case 'problem':
      return answer.add(renderProblem(command, context));
  }
}

async function changeExemption(
  deps: CommandDeps,
  reader: Reader,
  command: Extract<Command, { kind: 'keep' } | { kind: 'unkeep' | 'user' }>,
): Promise<void> {
  const found = await findPerson(deps, reader, command.who);
  if (found === undefined) return;
  const { person } = found;
  const by = { teamId: deps.identity().teamId, userId: reader.userId };
  const context = contextFor(deps, reader.role, reader.userId);
  if (command.kind !== 'keep') {
    const ended = await deps.store.kept.unkeep(person, by, deps.now());
    return reader.answer.add(
      renderOutcome({ kind: ended ? 'unkept' : 'not-kept', person }, context),
    );
  }
  const { until, reason } = command;
  const kept = await deps.store.kept.keep(
    { person, organisation: undefined, until, reason, by },
    deps.now(),
  );
  return reader.answer.add(renderOutcome({ kind: 'kept', person, kept }, context));
}
