/** What the doctor found, and how it is told. */

export interface Finding {
  readonly kind: 'fine' | 'note' | 'problem';
  /** A sentence. */
  readonly what: string;
  /** What to do about it. */
  readonly mend?: string | undefined;
}

export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

export function fine(what: string): Finding {
  return { kind: 'fine', what };
}

/** Works, but something is missed. */
export function note(what: string, mend?: string): Finding {
  return { kind: 'note', what, mend };
}

/** Does not work until it is mended. */
export function problem(what: string, mend: string): Finding {
  return { kind: 'problem', what, mend };
}

const SIGNS = { fine: '✓', note: '•', problem: '✗' } as const;

/** Plain lines for a terminal. Names come from outside, so what could steer the terminal is taken out. */
export function renderSections(sections: readonly Section[]): string {
  const parts = sections
    .filter(({ findings }) => findings.length > 0)
    .map(({ title, findings }) => [title, ...findings.flatMap(renderFinding), ''].join('\n'));
  return `${parts.join('\n')}\n${summarise(sections)}\n`;
}

function renderFinding({ kind, what, mend }: Finding): string[] {
  const line = `  ${SIGNS[kind]} ${printable(what)}`;
  return mend === undefined ? [line] : [line, `    ${printable(mend)}`];
}

function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}

function summarise(sections: readonly Section[]): string {
  const problems = count(sections, 'problem');
  const notes = count(sections, 'note');
  if (problems === 0) {
    return notes === 0
      ? 'Everything is fine.'
      : `Everything works; ${plural(notes, 'note')} above.`;
  }
  return `${plural(problems, 'problem')} to mend${notes === 0 ? '' : `, ${plural(notes, 'note')}`}.`;
}

export function count(sections: readonly Section[], kind: Finding['kind']): number {
  return sections.flatMap(({ findings }) => findings).filter((each) => each.kind === kind).length;
}

export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
