/** Tries the settings against the file, Slack and GitHub without starting anything. */
import type { Config } from '../config.ts';
import type { GitHub } from '../github/github.ts';
import type { Environment } from '../lib/environment.ts';
import { planDatabaseFindings, probeFile, type TryMemory } from './doctor/database.ts';
import { type Finding, type Section } from './doctor/findings.ts';
import { planGitHubFindings, readGitHubFacts } from './doctor/github.ts';
import { planSettingsFindings } from './doctor/settings.ts';
import { planSlackFindings, type WantedScopes } from './doctor/slack.ts';
import { readSlackFacts } from './doctor/slack-facts.ts';
import type { Logger } from './logs.ts';

export interface DoctorDeps {
  readonly config: Config;
  readonly env: Environment;
  readonly wantedScopes: WantedScopes;
  readonly github: Pick<GitHub, 'describeApp' | 'listInstallations' | 'readSettings'>;
  readonly tryMemory: TryMemory;
  readonly log: Logger;
}

const GITHUB_DEADLINE_MS = 120_000;

/** Looks at everything, one part's trouble never hiding another's. */
export async function examine(deps: DoctorDeps): Promise<Section[]> {
  const { config, env, wantedScopes, github, tryMemory, log } = deps;
  const path = config.databasePath;
  const [database, slack, seats] = await Promise.all([
    guarded('The file', log, async () =>
      planDatabaseFindings(await probeFile(path, tryMemory), path),
    ),
    guarded('Slack', log, async () =>
      planSlackFindings(await readSlackFacts(config, log), config, wantedScopes),
    ),
    guarded('GitHub', log, async () => {
      const signal = AbortSignal.timeout(GITHUB_DEADLINE_MS);
      return planGitHubFindings(await readGitHubFacts(github, signal), config);
    }),
  ]);
  return [
    { title: 'Settings', findings: planSettingsFindings(config, env) },
    { title: 'Memory', findings: database },
    { title: 'Slack', findings: slack },
    { title: 'GitHub', findings: seats },
  ];
}

async function guarded(
  what: string,
  log: Logger,
  look: () => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    log.error({ err: error }, 'the doctor stumbled');
    const name = error instanceof Error ? error.name : 'unknown';
    return [
      {
        kind: 'problem',
        what: `${what} could not be looked at (${name}).`,
        mend: 'Try again; if it stays, report it with what LOG_LEVEL=debug prints.',
      },
    ];
  }
}
