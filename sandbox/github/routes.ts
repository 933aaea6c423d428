import type { Account, Organisation, Permissions } from './accounts.ts';
import { appAnswer, billingAnswer, installationAnswer, seatAnswer, userAnswer } from './answers.ts';
import { addUsers, removeUsers } from './changes.ts';
import type { Company } from './company.ts';
import { failure, linkHeader, notFound, paging, type Reply } from './reply.ts';
import { reportDays, totalsReport, usersReport } from './report.ts';
import type { AccountRoute, Asked, Route, World } from './world.ts';

const READ_SEATS: Permissions = {
  organization_copilot_seat_management: 'read',
  organization_administration: 'read',
};
const WRITE_SEATS: Permissions = {
  organization_copilot_seat_management: 'write',
  organization_administration: 'write',
};
const READ_REPORTS: Permissions = { organization_copilot_metrics: 'read' };
const READ_ENTERPRISE_REPORTS: Permissions = { enterprise_copilot_metrics: 'read' };

const ORG = '/orgs/:org/copilot';
const REPORTS = 'copilot/metrics/reports';

export const ROUTES: readonly Route[] = [
  { auth: 'app', method: 'GET', path: '/app', answer: answerApp },
  { auth: 'app', method: 'GET', path: '/app/installations', answer: answerInstallations },
  { auth: 'app', method: 'GET', path: '/app/installations/:id', answer: answerInstallation },
  { auth: 'app', method: 'GET', path: '/orgs/:org/installation', answer: answerOrgInstallation },
  { auth: 'any-installation', method: 'GET', path: '/user/:id', answer: answerUser },
  {
    auth: 'app',
    method: 'POST',
    path: '/app/installations/:id/access_tokens',
    answer: answerAccessToken,
  },
  account('GET', `${ORG}/billing`, READ_SEATS, forOrganisation(answerBilling)),
  account('GET', `${ORG}/billing/seats`, READ_SEATS, forOrganisation(answerSeats)),
  account('GET', '/orgs/:org/members/:user/copilot', READ_SEATS, forOrganisation(answerSeat)),
  account('POST', `${ORG}/billing/selected_users`, WRITE_SEATS, forOrganisation(addUsers)),
  account('DELETE', `${ORG}/billing/selected_users`, WRITE_SEATS, forOrganisation(removeUsers)),
  account('GET', `/orgs/:org/${REPORTS}/users-28-day/latest`, READ_REPORTS, answerUsersReport),
  account(
    'GET',
    `/orgs/:org/${REPORTS}/organization-28-day/latest`,
    READ_REPORTS,
    answerTotalsReport,
  ),
  account(
    'GET',
    `/enterprises/:enterprise/${REPORTS}/users-28-day/latest`,
    READ_ENTERPRISE_REPORTS,
    answerUsersReport,
  ),
];

function account(
  method: string,
  path: string,
  accepts: Permissions,
  answer: AccountRoute['answer'],
): AccountRoute {
  return { auth: 'installation', method, path, accepts, answer };
}

function forOrganisation(
  answer: (company: Company, asked: Asked, organisation: Organisation, world: World) => Reply,
): AccountRoute['answer'] {
  return (world, asked, of) =>
    of.kind === 'organisation' ? answer(world.company, asked, of, world) : notFound();
}

function answerApp({ appId, company }: World): Reply {
  return { status: 200, body: appAnswer(appId, company) };
}

function answerInstallations(world: World, { call }: Asked): Reply {
  const all = world.company.accounts.flatMap((each) =>
    each.installation === undefined
      ? []
      : [installationAnswer(world.appId, each, each.installation, world.url())],
  );
  const { page, size } = paging(call.query, 30);
  return {
    status: 200,
    headers: linkHeader(`${world.url()}/app/installations`, page, size, all.length),
    body: all.slice((page - 1) * size, page * size),
  };
}

function answerInstallation(world: World, { params }: Asked): Reply {
  return installationReply(world, world.keys.accountOf(Number(params['id'])));
}

function answerOrgInstallation(world: World, { params }: Asked): Reply {
  return installationReply(world, world.company.findOrganisation(params['org'] ?? ''));
}

function installationReply(world: World, of: Account | undefined): Reply {
  if (of?.installation === undefined) return notFound();
  return {
    status: 200,
    body: installationAnswer(world.appId, of, of.installation, world.url()),
  };
}

function answerAccessToken({ keys }: World, { params, body }: Asked): Reply {
  const of = keys.accountOf(Number(params['id']));
  if (of?.installation === undefined) return notFound();
  return keys.issue(of.installation, body['permissions'] as Permissions | undefined);
}

/** Without permission: https://docs.github.com/en/rest/users/users#get-a-user-using-their-id */
function answerUser({ company }: World, { params }: Asked): Reply {
  const person = company.findPersonById(Number(params['id']));
  return person === undefined ? notFound() : { status: 200, body: userAnswer(person) };
}

function answerBilling(company: Company, _: Asked, organisation: Organisation): Reply {
  if (!organisation.copilot) return notFound();
  return { status: 200, body: billingAnswer(organisation, company.now()) };
}

function answerSeats(
  company: Company,
  { call }: Asked,
  organisation: Organisation,
  world: World,
): Reply {
  if (!organisation.copilot) return notFound();
  const now = company.now();
  const all = organisation.seats.current(now);
  const { page, size } = paging(call.query, 50);
  // GitHub's own links name the organisation by its id.
  const address = `${world.url()}/organizations/${organisation.id}/copilot/billing/seats`;
  return {
    status: 200,
    headers: linkHeader(address, page, size, all.length),
    body: {
      total_seats: all.length,
      seats: all
        .slice((page - 1) * size, page * size)
        .map((seat) => seatAnswer(organisation, seat, now)),
    },
  };
}

function answerSeat(company: Company, { params }: Asked, organisation: Organisation): Reply {
  const login = params['user'] ?? '';
  const person = company.findPerson(login);
  if (!organisation.copilot) {
    return failure(422, 'Copilot Business or Enterprise is not enabled for this organization.');
  }
  if (person !== undefined && organisation.invited.has(person)) {
    return failure(422, 'The user has a pending organization invitation.');
  }
  const seat = organisation.seats.find(login, company.now());
  if (seat === undefined) return notFound();
  return { status: 200, body: seatAnswer(organisation, seat, company.now()) };
}

function answerUsersReport({ company, files }: World, _: Asked, of: Account): Reply {
  return reportReply(company, of, () => {
    const lines = usersReport(company, of).map((row) => `${JSON.stringify(row)}\n`);
    const half = Math.ceil(lines.length / 2);
    // Real reports come in several files, and a person may be in more than one of them.
    const texts = [lines.slice(0, half).join(''), lines.slice(half).join('')];
    return texts.map((text, part) => files.publish(`users-28-day-${part + 1}.ndjson`, text));
  });
}

function answerTotalsReport({ company, files }: World, _: Asked, of: Account): Reply {
  return reportReply(company, of, () => {
    const text = JSON.stringify(totalsReport(company, of));
    return [files.publish('organization-28-day.json', text)];
  });
}

function reportReply(company: Company, of: Account, publish: () => string[]): Reply {
  if (of.kind === 'organisation' && !of.usageMetrics) {
    return failure(403, 'Copilot usage metrics policy is not enabled for this organization.');
  }
  const days = reportDays(company);
  return {
    status: 200,
    body: { download_links: publish(), report_start_day: days[0], report_end_day: days.at(-1) },
  };
}
