/** One seat live, and the organisation's settings. */
import { askInstallation, type Caller, type Desk, expectParsed, pathPiece } from './desk.ts';
import { SEATS_PERMISSION, unreadable } from './errors.ts';
import { type Asked, type CopilotSettings, GitHubError, type LiveSeat } from './github.ts';
import { explainNotFound } from './installations.ts';
import { account, parseJson, parseSeat, settings } from './shapes.ts';

/** How GitHub lets seats be given in this organisation. Throws `GitHubError`. */
export async function readSettings(
  desk: Desk,
  asked: Asked,
  caller: Caller,
): Promise<CopilotSettings> {
  return withNotFoundExplained(desk, asked, caller, () =>
    askInstallation(
      desk,
      asked,
      {
        path: `/orgs/${pathPiece(asked.login)}/copilot/billing`,
        needs: SEATS_PERMISSION,
        lane: caller.lane,
        parse: (answer) => expectParsed(answer, settings.safeParse(parseJson(answer.text))),
      },
      caller.signal,
    ),
  );
}

/** Asks for one seat. Throws `GitHubError`; a lost right to look is never taken for a lost seat. */
export async function readSeat(
  desk: Desk,
  asked: Asked,
  login: string,
  signal?: AbortSignal,
): Promise<LiveSeat> {
  const seat = await askInstallation<LiveSeat>(
    desk,
    asked,
    {
      path: `/orgs/${pathPiece(asked.login)}/members/${pathPiece(login)}/copilot`,
      needs: SEATS_PERMISSION,
      lane: 'click',
      expects: [404],
      parse: (answer) => {
        if (answer.status === 404) return { kind: 'none' };
        return {
          kind: 'seat',
          reading: expectParsed(answer, { data: parseSeat(parseJson(answer.text)) }),
        };
      },
    },
    signal,
  );
  // 404 also stands for "not for your eyes"; who may see the settings may see the seats.
  if (seat.kind === 'none') await readSettings(desk, asked, { lane: 'click', signal });
  return seat;
}

/**
 * What a person is called now, by the number that stays the same.
 * https://docs.github.com/en/rest/users/users#get-a-user-using-their-id
 */
export async function readLogin(
  desk: Desk,
  asked: Asked,
  personId: number,
  { signal, lane }: Caller,
): Promise<string | undefined> {
  return askInstallation(
    desk,
    asked,
    {
      path: `/user/${personId}`,
      needs: 'Metadata',
      lane,
      // Of a managed account GitHub tells only who may see it, and says 404 to everybody else.
      expects: [404],
      parse: (answer) => {
        if (answer.status === 404) return undefined;
        const found = expectParsed(answer, account.safeParse(parseJson(answer.text)));
        if (found.id === personId) return found.login;
        throw unreadable(answer, 'GitHub described another account than the one asked for.');
      },
    },
    signal,
  );
}

/** Puts what it means in place of a bare 404. */
export async function withNotFoundExplained<T>(
  desk: Desk,
  asked: Asked,
  caller: Caller,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    caller.signal?.throwIfAborted();
    if (!(error instanceof GitHubError) || error.status !== 404) throw error;
    throw await explainNotFound(desk, asked, caller);
  }
}
