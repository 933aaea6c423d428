/** Names and words as nobody well-meaning would write them. */
import * as fc from 'fast-check';

export const HOSTILE = [
  '<!channel>',
  '<@U0MAYA>',
  '<https://evil.example|acme-labs>',
  '&lt;!here&gt;',
  '*x* _y_ ~z~ `w`',
  '\u202Egpj.tupni\u202C',
  'line\nbreak\r\n*bold*',
  '"quotes" ‘and’ “more”',
  ':rotating_light: :+1:',
  '👩‍👩‍👧‍👦'.repeat(20),
  '\uD800 alone',
  '&'.repeat(300),
] as const;

/** The longest that GitHub allows: 39 for logins and organisations, 255 for teams. */
export const LONGEST_LOGIN = `l${'W'.repeat(37)}9`;
export const LONGEST_TEAM = `t${'M'.repeat(253)}m`;

export const anyForeignText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(fc.constantFrom('<', '>', '&', '*', '_', '~', '`', ':', '!', 'a', ' ', '\n', '&lt;'))
    .map((parts) => parts.join('')),
);
