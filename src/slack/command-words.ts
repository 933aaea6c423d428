/** The words of the command, and what people try instead of them. */
import { closest, distance } from 'fastest-levenshtein';

/** Commands that take nothing after them. */
export const PLAIN_WORDS = ['me', 'digest', 'export', 'log', 'status', 'refresh', 'help'] as const;
const WORDS = [
  'dormant',
  'user',
  'link',
  'unlink',
  'keep',
  'unkeep',
  'usage',
  ...PLAIN_WORDS,
] as const;

/** What people try first, and what it is called here. */
const SYNONYMS = new Map([
  ['idle', 'dormant'],
  ['inactive', 'dormant'],
  ['unused', 'dormant'],
  ['list', 'dormant'],
  ['remove', 'dormant'],
  ['who', 'user'],
  ['person', 'user'],
  ['details', 'user'],
  ['exempt', 'keep'],
  ['history', 'log'],
  ['audit', 'log'],
  ['undo', 'log'],
  ['health', 'status'],
  ['sync', 'refresh'],
  ['mine', 'me'],
  ['release', 'me'],
  ['csv', 'export'],
  ['download', 'export'],
  ['stats', 'usage'],
  ['statistics', 'usage'],
  ['metrics', 'usage'],
  ['report', 'usage'],
  ['editors', 'usage'],
  ['languages', 'usage'],
  ['models', 'usage'],
]);

/** What was probably meant by a word that is none. */
export function findNearest(word: string): string | undefined {
  const meant = SYNONYMS.get(word);
  if (meant !== undefined) return meant;
  const begun = word.length > 1 ? WORDS.filter((candidate) => candidate.startsWith(word)) : [];
  if (begun.length === 1) return begun[0];
  const nearest = closest(word, WORDS);
  return distance(word, nearest) <= Math.max(1, Math.floor(nearest.length / 3))
    ? nearest
    : undefined;
}
