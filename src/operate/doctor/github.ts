/** Tries the GitHub App: who it is, what it may, where it is installed. Changes nothing. */
import type { Config } from '../../config.ts';
import type { SeatManagement } from '../../core/removal.ts';
import type { ReadFailure } from '../../core/trust.ts';
import { type AppDescription, type GitHub, GitHubError } from '../../github/github.ts';
import type { InstallationReading } from '../../store/store.ts';
import { type Finding, fine, note, problem } from './findings.ts';

type Answered<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: ReadFailure };

export interface GitHubFacts {
  readonly app: Answered<AppDescription>;
  readonly installations: Answered<readonly InstallationReading[]>;
  /** Of organisations that are not suspended, by installation id. */
  readonly seatManagement: ReadonlyMap<number, Answered<SeatManagement>>;
}

type Door = Pick<GitHub, 'describeApp' | 'listInstallations' | 'readSettings'>;

export async function readGitHubFacts(github: Door, signal?: AbortSignal): Promise<GitHubFacts> {
  const app = await ask(github.describeApp(signal));
  const installations: GitHubFacts['installations'] =
    app.kind === 'failed' ? app : await ask(github.listInstallations(signal));
  const seatManagement = new Map<number, Answered<SeatManagement>>();
  for (const { installationId, account, kind, suspended } of valueOf(installations) ?? []) {
    if (kind !== 'organisation' || suspended) continue;
    const asked = { organisationId: account.id, login: account.name, installationId };
    const settings = github.readSettings(asked, signal);
    seatManagement.set(installationId, await ask(settings.then((read) => read.seatManagement)));
  }
  return { app, installations, seatManagement };
}

async function ask<T>(question: Promise<T>): Promise<Answered<T>> {
  try {
    return { kind: 'answered', value: await question };
  } catch (error) {
    if (error instanceof GitHubError) return { kind: 'failed', failure: error.failure };
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      return { kind: 'failed', failure: { kind: 'outage', detail: 'GitHub gave no answer.' } };
    }
    throw error;
  }
}

function valueOf<T>(answered: Answered<T>): T | undefined {
  return answered.kind === 'answered' ? answered.value : undefined;
}

export function planGitHubFindings(
  facts: GitHubFacts,
  { removals, github }: Pick<Config, 'removals' | 'github'>,
): Finding[] {
  if (facts.app.kind === 'failed') return [planAppFailure(facts.app.failure)];
  const app = facts.app.value;
  return [
    fine(`The App is ${app.name}.`),
    ...planPermissions(app, removals !== 'off'),
    ...planInstallations(facts, app, { removes: removals !== 'off', apiUrl: github.apiUrl }),
  ];
}

function planAppFailure({ kind, detail }: ReadFailure): Finding {
  if (kind === 'credentials' || kind === 'gone') {
    return problem(
      `GitHub does not know this App by this key. ${detail}`,
      "Check that GITHUB_APP_ID and the private key are of the same GitHub App, that the key has not been deleted there, and that this machine's clock is right.",
    );
  }
  return problem(
    `The App could not be asked about. ${detail}`,
    'Check GITHUB_API_URL and that this machine reaches it; then try again.',
  );
}

const SEATS = 'organization_copilot_seat_management';
const GIVE = "on the App's settings page under Permissions, then accept it in each organisation.";

function planPermissions({ permissions }: AppDescription, removes: boolean): Finding[] {
  // GitHub lets "Administration" stand in for it, so either will do.
  const seats = [permissions[SEATS], permissions['organization_administration']];
  const findings: Finding[] = [];
  if (seats.includes('write')) {
    findings.push(fine('It may read, remove and give seats (GitHub Copilot Business: write).'));
  } else if (seats.includes('read')) {
    const what = 'It may read seats but not change them, so Remove seat will be off.';
    const mend = `Give the organization permission "GitHub Copilot Business": write, ${GIVE}`;
    findings.push(removes ? note(what, mend) : fine('It may read seats.'));
  } else {
    findings.push(
      problem(
        'It may not read seats: the organization permission "GitHub Copilot Business" is missing.',
        `Give it read, or write for Remove seat, ${GIVE}`,
      ),
    );
  }
  if (permissions['organization_copilot_metrics'] === undefined) {
    findings.push(
      note(
        'It may not read the usage report, the second witness of who uses Copilot.',
        `Give the organization permission "Organization Copilot metrics": read, ${GIVE}`,
      ),
    );
  }
  if (permissions['members'] === undefined) {
    findings.push(
      note(
        'It may not read members, so Slack accounts and GitHub logins are linked by request alone.',
        `Give the organization permission "Members": read, ${GIVE}`,
      ),
    );
  }
  return findings;
}

interface InstallationCircumstances {
  readonly removes: boolean;
  readonly apiUrl: string;
}

function planInstallations(
  { installations, seatManagement }: GitHubFacts,
  app: AppDescription,
  { removes, apiUrl }: InstallationCircumstances,
): Finding[] {
  if (installations.kind === 'failed') {
    return [
      problem(`Its installations could not be listed. ${installations.failure.detail}`, AGAIN),
    ];
  }
  const organisations = installations.value.filter(({ kind }) => kind === 'organisation');
  const findings = installations.value.flatMap((installation) =>
    installation.kind === 'organisation'
      ? planOrganisation(installation, seatManagement.get(installation.installationId), {
          appMayWrite: app.permissions[SEATS] === 'write',
          removes,
        })
      : [planOther(installation)],
  );
  if (organisations.length > 0) return findings;
  const where =
    apiUrl === 'https://api.github.com'
      ? `at https://github.com/apps/${app.slug}/installations/new`
      : 'from its settings page, "Install App"';
  return [
    problem(
      'It is installed in no organisation, so there are no seats to read.',
      `Install it ${where}.`,
    ),
    ...findings,
  ];
}

const AGAIN = 'Try again in a minute.';

function planOther({ account, kind }: InstallationReading): Finding {
  return kind === 'enterprise'
    ? note(`${account.name} is an enterprise: its usage report is read, its seats are not.`)
    : note(`${account.name} is a personal account, which has no seats.`);
}

function planOrganisation(
  { account, suspended, appMayWrite }: InstallationReading,
  setting: Answered<SeatManagement> | undefined,
  may: { readonly appMayWrite: boolean; readonly removes: boolean },
): Finding[] {
  if (suspended) {
    return [
      problem(
        `${account.name}: the installation is suspended, so nothing is read.`,
        `An owner of ${account.name} can unsuspend it in the organisation's settings, under GitHub Apps.`,
      ),
    ];
  }
  const findings = [setting === undefined ? [] : planSetting(account.name, setting)].flat();
  if (!appMayWrite && may.appMayWrite && may.removes) {
    findings.push(
      note(
        `${account.name} has not accepted that the App may change seats, so Remove seat is off there.`,
        `An owner of ${account.name} can accept it in the organisation's settings, under GitHub Apps.`,
      ),
    );
  }
  return findings;
}

function planSetting(name: string, setting: Answered<SeatManagement>): Finding {
  if (setting.kind === 'failed') return planSettingFailure(name, setting.failure);
  switch (setting.value) {
    case 'assign_selected':
      return fine(`${name}: seats are assigned one by one.`);
    case 'assign_all':
      return note(
        `${name}: every member has a seat by the organisation's setting, so no single one can be removed.`,
        'To use Remove seat, change it to selected members in the Copilot settings of the organisation.',
      );
    case 'disabled':
      return note(`${name}: Copilot is turned off.`, 'Turn it on there, or uninstall the App.');
    case 'unconfigured':
      return note(
        `${name}: nobody has chosen yet who gets Copilot.`,
        'Choose selected members in the Copilot settings of the organisation.',
      );
    case 'unknown':
      return note(`${name}: GitHub does not say how seats are assigned, so Remove seat is off.`);
  }
}

function planSettingFailure(name: string, failure: ReadFailure): Finding {
  if (failure.kind === 'permission') {
    const permission = failure.permission ?? 'GitHub Copilot Business';
    return problem(
      `${name}: the App may not read seats. ${failure.detail}`,
      `Give the App "${permission}", and let an owner of ${name} accept it.`,
    );
  }
  return failure.kind === 'not-enabled'
    ? note(`${name}: has no Copilot.`, 'Set Copilot up there, or uninstall the App.')
    : problem(`${name}: could not be read. ${failure.detail}`, AGAIN);
}
