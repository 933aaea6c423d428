import { describe, expect, it } from 'vitest';
import { until } from '../support/whole.ts';
import { DAY, DUE, startDigestWhole } from './support.ts';

describe('the digest of the settings', () => {
  it('is told of the week it missed, though its time was changed before the next start', async () => {
    const whole = await startDigestWhole();
    await whole.bot.stop();
    whole.clock.now = DUE + 2 * DAY;
    await whole.restart({ DIGEST_TIME: '10:00' });
    await until(() => whole.told('maya').length === 1);
    expect(whole.told('maya')[0]?.text).toContain('was not posted');
    expect(whole.posted()).toEqual([]);
  });

  it('comes within the week when it is moved to a later day of it', async () => {
    const whole = await startDigestWhole();
    await whole.bot.stop();
    whole.clock.now = DUE + 2 * DAY;
    await whole.restart({ DIGEST_DAY: 'friday' });
    whole.clock.now = DUE + 4 * DAY;
    await until(() => whole.posted().length === 1);
    expect(whole.told('maya')).toEqual([]);
  });

  it('comes in its week though the clock was eight days ahead for a moment, and never twice', async () => {
    const whole = await startDigestWhole({ at: DUE - 2 * DAY });
    whole.clock.now = DUE + 7 * DAY;
    await until(() => whole.posted().length === 1);
    whole.clock.now = DUE - 2 * DAY;
    await whole.readAgain();
    expect(whole.posted()).toHaveLength(1);
    whole.clock.now = DUE;
    await until(() => whole.posted().length === 2);
    // The next week has been posted already.
    whole.clock.now = DUE + 7 * DAY;
    await whole.readAgain();
    expect(whole.posted()).toHaveLength(2);
  });
});
