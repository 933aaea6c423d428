/** The people, user groups and channels that the settings name: are they what they should be? */
import type { Config } from '../../config.ts';
import { type Finding, fine, note, plural, problem } from './findings.ts';
import {
  type ChannelFact,
  channelIdsOf,
  type GroupFact,
  isPersonId,
  type PersonFact,
  peopleIdsOf,
  type SlackFacts,
  type SlackFailure,
  userGroupIdsOf,
} from './slack-facts.ts';

export function planPeople(facts: SlackFacts, config: Config): Finding[] {
  const wrongPeople = peopleIdsOf(config).flatMap((id) =>
    planPerson(`${id} in ${settingOf(id, config)}`, facts.people.get(id)),
  );
  const groups = userGroupIdsOf(config).flatMap((id) =>
    planGroup(`${id} in ${settingOf(id, config)}`, facts.groups.get(id)),
  );
  const good = peopleIdsOf(config).filter((id) => isMember(facts.people.get(id)));
  const people = good.length === 1 ? '1 person' : `${good.length} people`;
  const sum =
    good.length === 0 ? [] : [fine(`${people} named in the settings: known, full members.`)];
  return [...sum, ...wrongPeople, ...groups];
}

function isMember(fact: PersonFact | SlackFailure | undefined): boolean {
  return fact?.kind === 'person' && fact.standing === 'member';
}

function settingOf(id: string, { managers, viewers }: Config): string {
  if ([...managers.userIds, ...managers.userGroupIds].includes(id)) return 'SEAT_MANAGERS';
  return [...viewers.userIds, ...viewers.userGroupIds].includes(id)
    ? 'SEAT_VIEWERS'
    : 'SEAT_CONTACT';
}

const STANDINGS = {
  guest: 'a guest, who is refused everything',
  bot: 'a bot, which is refused everything',
  deactivated: 'a deactivated account',
  outsider: 'from another workspace, and refused everything',
} as const;

function planPerson(who: string, fact: PersonFact | SlackFailure | undefined): Finding[] {
  if (fact === undefined) return [];
  if (fact.kind === 'failed') {
    return fact.code === 'user_not_found'
      ? [problem(`${who} is nobody Slack knows.`, 'Copy the member ID from the profile again.')]
      : [note(`${who} could not be looked up (${fact.code}).`)];
  }
  if (fact.standing === 'member') return [];
  return [
    problem(
      `${who} (${fact.name}) is ${STANDINGS[fact.standing]}.`,
      'Take the id out, or put the id of a full member in its place.',
    ),
  ];
}

function planGroup(which: string, fact: GroupFact | SlackFailure | undefined): Finding[] {
  if (fact === undefined) {
    return [
      problem(
        `${which} is a user group, and without the scope usergroups:read it counts for nothing.`,
        'Grant the scope, or name the people one by one.',
      ),
    ];
  }
  if (fact.kind === 'group') {
    return fact.members === 0
      ? [note(`${which} has no members.`)]
      : [fine(`${which} has ${plural(fact.members, 'member')}.`)];
  }
  if (fact.code === 'no_such_subteam') {
    return [
      problem(
        `${which} is no user group, or one that is turned off.`,
        'Copy its id again, or turn it on in Slack under People & user groups.',
      ),
    ];
  }
  if (fact.code === 'plan_upgrade_required' || fact.code === 'paid_teams_only') {
    return [
      problem(
        `${which} counts for nothing: this Slack plan has no user groups.`,
        'Name the people one by one.',
      ),
    ];
  }
  return [note(`${which} could not be looked up (${fact.code}).`)];
}

export function planChannels(facts: SlackFacts, config: Config): Finding[] {
  if (channelIdsOf(config).length > 0 && facts.channels.size === 0) {
    return [
      note(
        'The channels named in the settings cannot be checked without the scopes channels:read and groups:read.',
        'Grant them, or see that the bot is a member of each.',
      ),
    ];
  }
  const { seatContact, alertChannel, digest } = config;
  const uses: readonly (readonly [setting: string, id: string | undefined, posts: boolean])[] = [
    ['SEAT_CONTACT', seatContact, false],
    ['ALERT_CHANNEL', alertChannel, true],
    ['DIGEST_CHANNEL', digest?.channelId, true],
  ];
  return uses.flatMap(([setting, id, posts]) => {
    const fact = id === undefined || isPersonId(id) ? undefined : facts.channels.get(id);
    return fact === undefined ? [] : [planChannel(`${setting} (${id})`, fact, posts)];
  });
}

function planChannel(which: string, fact: ChannelFact | SlackFailure, posts: boolean): Finding {
  const invite = 'Type /invite @Seatkeeper in that channel.';
  if (fact.kind === 'failed') {
    if (fact.code === 'missing_scope') {
      return note(`${which} cannot be checked with the scopes there are.`);
    }
    // Slack says the same of a channel that is not there and of one the bot may not see.
    return fact.code === 'channel_not_found'
      ? problem(`${which} does not exist, or is private and the bot is not in it.`, invite)
      : note(`${which} could not be looked up (${fact.code}).`);
  }
  if (fact.archived) {
    return problem(`${which}, #${fact.name}, is archived.`, 'Set the id of another channel.');
  }
  if (posts && !fact.botIsIn) {
    return problem(`The bot is not in ${which}, #${fact.name}, so it cannot post there.`, invite);
  }
  return fact.sharedWithOthers
    ? note(`${which} is #${fact.name}, which is shared with another company: no names go there.`)
    : fine(`${which} is #${fact.name}.`);
}
