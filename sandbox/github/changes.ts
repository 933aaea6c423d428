import type { Organisation } from './accounts.ts';
import type { Company } from './company.ts';
import { failure, notFound, type Reply } from './reply.ts';
import type { Seat } from './seat-list.ts';
import type { Asked } from './world.ts';

/** `POST …/selected_users`: new seats and revived ones count, seats in force do not. */
export function addUsers(company: Company, asked: Asked, organisation: Organisation): Reply {
  const logins = wantedLogins(asked, organisation);
  if (!Array.isArray(logins)) return logins;
  const now = company.now();
  const isStranger = (login: string) => {
    const person = company.findPerson(login);
    const isMember = person !== undefined && organisation.members.has(person);
    return !isMember && organisation.seats.find(login, now) === undefined;
  };
  if (logins.some((login) => isStranger(login))) return notFound();
  let created = 0;
  for (const login of logins) {
    const held = organisation.seats.find(login, now);
    if (held === undefined) company.grant(organisation.login, login);
    else if (isLeaving(held)) held.row.pending_cancellation_date = null;
    else continue;
    created += 1;
  }
  return { status: 201, body: { seats_created: created } };
}

/** `DELETE …/selected_users`: one seat that comes through a team spoils the whole request. */
export function removeUsers(company: Company, asked: Asked, organisation: Organisation): Reply {
  const logins = wantedLogins(asked, organisation);
  if (!Array.isArray(logins)) return logins;
  const seats = logins.map((login) => organisation.seats.find(login, company.now()));
  if (seats.some((seat) => seat?.row.assigning_team != null)) {
    return failure(
      422,
      "A user's seat cannot be cancelled because it was assigned to them via a team.",
    );
  }
  let cancelled = 0;
  for (const [index, login] of logins.entries()) {
    const seat = seats[index];
    if (seat === undefined || isLeaving(seat)) continue;
    company.cancel(organisation.login, login);
    cancelled += 1;
  }
  return { status: 200, body: { seats_cancelled: cancelled } };
}

function wantedLogins({ body }: Asked, organisation: Organisation): string[] | Reply {
  const logins = body['selected_usernames'];
  if (logins === undefined) {
    return failure(422, 'Invalid request.\n\n"selected_usernames" wasn\'t supplied.');
  }
  if (!isListOfText(logins)) {
    return failure(
      422,
      "Invalid request.\n\nFor 'properties/selected_usernames', expected at least one user name.",
    );
  }
  return refusalOf(organisation) ?? [...new Set(logins.map((login) => login.toLowerCase()))];
}

/** The settings under which GitHub lets nobody manage single seats. */
function refusalOf(organisation: Organisation): Reply | undefined {
  if (!organisation.copilot || organisation.seatManagement === 'disabled') {
    return failure(422, 'Copilot Business or Enterprise is not enabled for this organization.');
  }
  if (organisation.seatManagement === 'assign_all') {
    return failure(
      422,
      'Your organization has enabled Copilot access for all members. Enable access for selected members in order to manage seats via the API.',
    );
  }
  if (organisation.seatManagement === 'unconfigured') {
    return failure(422, 'The seat management setting of this organization is unconfigured.');
  }
  return undefined;
}

function isLeaving(seat: Seat): boolean {
  return typeof seat.row.pending_cancellation_date === 'string';
}

function isListOfText(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')
  );
}
