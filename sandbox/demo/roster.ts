/**
 * The demo's people, all invented. Days are counted back from the day on which the demo starts, so
 * that the company looks the same whenever it is looked at.
 */
export const LABS = 'acme-labs';
export const EU = 'acme-eu';

export const EDITORS = {
  vscode: 'vscode/1.105.1/copilot/1.372.0',
  intellij: 'JetBrains-IU/252.26830.84/copilot-intellij/1.5.59-243',
  pycharm: 'JetBrains-PC/252.26830.99/copilot-intellij/1.5.59-243',
  visualStudio: 'VisualStudio/17.14.13/copilot-vs/1.296.0',
  neovim: 'Neovim/0.11.4/copilot/1.57.0',
  xcode: 'Xcode/26.1/copilot-xcode/0.45.0',
  cli: 'cli/1.0.64-1',
  github: 'copilot_pr_review',
} as const;

type EditorName = keyof typeof EDITORS;

export interface Grant {
  readonly organisation: typeof LABS | typeof EU;
  readonly daysAgo: number;
  /** The team through which the seat comes. */
  readonly team: string | undefined;
}

/** A time in which somebody uses Copilot. */
export interface Stretch {
  readonly fromDaysAgo: number;
  /** The day of the last use; undefined for people who go on. */
  readonly untilDaysAgo: number | undefined;
  readonly editor: EditorName;
  readonly rhythm: 'daily' | 'weekly';
}

export interface Colleague {
  readonly login: string;
  readonly realName: string;
  readonly grants: readonly Grant[];
  readonly stretches: readonly Stretch[];
  /** Signs in to Copilot every few days, whatever is reported of use. */
  readonly signsIn: boolean;
  /** What the account was called until `RENAMED_DAYS_AGO`. */
  readonly formerly: string | undefined;
}

export const RENAMED_DAYS_AGO = 70;

function labs(daysAgo: number, team?: string): Grant {
  return { organisation: LABS, daysAgo, team };
}

function eu(daysAgo: number, team?: string): Grant {
  return { organisation: EU, daysAgo, team };
}

function person(
  login: string,
  realName: string,
  grants: readonly Grant[],
  life: { stretches?: readonly Stretch[]; signsIn?: boolean; formerly?: string } = {},
): Colleague {
  const { stretches = [], signsIn = false, formerly } = life;
  return { login, realName, grants, stretches, signsIn, formerly };
}

/** Uses Copilot from the first grant on, until today or until so many days ago. */
function uses(editor: EditorName, untilDaysAgo?: number, rhythm: Stretch['rhythm'] = 'daily') {
  return { stretches: [{ fromDaysAgo: 999, untilDaysAgo, editor, rhythm }] };
}

/** Stopped, and began again. */
function pauses(editor: EditorName, untilDaysAgo: number, fromDaysAgo: number) {
  const stretch = { editor, rhythm: 'daily' } as const;
  return {
    stretches: [
      { ...stretch, fromDaysAgo: 999, untilDaysAgo },
      { ...stretch, fromDaysAgo, untilDaysAgo: undefined },
    ],
  };
}

const signsIn = { signsIn: true };

const inUse = [
  person('maya-lindqvist', 'Maya Lindqvist', [labs(702)], uses('vscode')),
  person('ravi-menon', 'Ravi Menon', [labs(411)], uses('vscode')),
  person('tomasz-zielinski', 'Tomasz Zieliński', [labs(523)], uses('intellij')),
  person('hana-kimura', 'Hana Kimura', [labs(388)], uses('vscode')),
  person('ngozi-eze', 'Ngozi Eze', [labs(366)], uses('pycharm')),
  person('lucas-ferreira-dev', 'Lucas Ferreira', [labs(351)], uses('vscode')),
  person('weiling-tan', 'Wei Ling Tan', [labs(344)], uses('xcode')),
  person('aino-korhonen', 'Aino Korhonen', [labs(330)], uses('neovim')),
  person('fatou-ndiaye', 'Fatou Ndiaye', [labs(312)], uses('vscode')),
  person('dsalazar', 'Diego Salazar', [labs(305)], uses('visualStudio')),
  person('mireille-l', 'Mireille Laurent', [labs(298)], uses('vscode')),
  person('jonas-brandt', 'Jonas Brandt', [labs(280)], uses('intellij')),
  person('zainab-y', 'Zainab Yusuf', [labs(266)], uses('vscode')),
  person('kavya-reddy', 'Kavya Reddy', [labs(251)], uses('vscode', undefined, 'weekly')),
  person('ebba-sjoberg', 'Ebba Sjöberg', [labs(233)], uses('vscode')),
  person('minh-pham-acme', 'Minh Phạm', [labs(214)], uses('visualStudio')),
  person('leila-farahani', 'Leila Farahani', [labs(201)], uses('vscode')),
  person('owen-gallagher', 'Owen Gallagher', [labs(180)], uses('neovim')),
  person('catarina-lobo', 'Catarina Lobo', [labs(163)], uses('vscode')),
  person('naledi-dube', 'Naledi Dube', [labs(140)], uses('vscode', undefined, 'weekly')),
  person('pilar-ortega', 'Pilar Ortega', [labs(12)], uses('vscode')),
  person('sten-aaltonen', 'Sten Aaltonen', [labs(240)], uses('cli')),
  person('moana-parata', 'Moana Parata', [labs(190, 'data-science')], uses('pycharm')),
  person('arjun-iyer', 'Arjun Iyer', [labs(188, 'data-science')], uses('pycharm')),
  person('elena-petrova', 'Elena Petrova', [labs(188, 'data-science')], uses('vscode')),
  person('kwame-boateng', 'Kwame Boateng', [labs(101, 'data-science')], uses('vscode')),
  person('yuki-tanabe', 'Yuki Tanabe', [labs(380), eu(141, 'platform')], uses('vscode')),
  person('salma-haddad', 'Salma Haddad', [labs(300), eu(120)], uses('intellij')),
  person('lars-vandam', 'Lars van Dam', [eu(335, 'platform')], uses('vscode')),
  person('chiara-bianchi', 'Chiara Bianchi', [eu(335, 'platform')], uses('intellij')),
  person('nils-holm', 'Nils Holm', [eu(331, 'platform')], uses('vscode')),
  person('agnieszka-b', 'Agnieszka Bąk', [eu(290, 'platform')], uses('vscode')),
  person('joao-tavares', 'João Tavares', [eu(282, 'platform')], uses('neovim')),
  person('elodie-marchand', 'Élodie Marchand', [eu(260, 'platform')], uses('vscode')),
  person('stefan-ilic', 'Stefan Ilić', [eu(211, 'platform')], uses('intellij')),
  person('karin-oberholzer', 'Karin Oberholzer', [eu(158, 'platform')], uses('vscode')),
  person('mehmet-aydin', 'Mehmet Aydın', [eu(92, 'platform')], uses('vscode')),
  person('roisin-daly', 'Róisín Daly', [eu(320)], uses('vscode')),
  person('pavel-dvorak', 'Pavel Dvořák', [eu(300)], uses('visualStudio')),
  person('katalin-szabo', 'Katalin Szabó', [eu(274)], uses('vscode')),
  person('ivo-kralj', 'Ivo Kralj', [eu(262)], { ...uses('intellij'), formerly: 'ivo-k' }),
  person('marta-kowalczyk', 'Marta Kowalczyk', [eu(230)], uses('vscode')),
  person('andrei-popa', 'Andrei Popa', [eu(176)], uses('cli')),
  person('freja-dalgaard', 'Freja Dalgaard', [eu(149)], uses('vscode')),
  person('luc-verhoeven', 'Luc Verhoeven', [eu(131)], uses('vscode', undefined, 'weekly')),
  person('amelie-roux', 'Amélie Roux', [eu(77)], uses('vscode')),
  person('dmitri-volkov', 'Dmitri Volkov', [labs(420)], pauses('vscode', 83, 39)),
  person('akira-sugimoto', 'Akira Sugimoto', [labs(290)], pauses('intellij', 57, 12)),
];

/** They stopped within the threshold, so that they turn dormant one after the other as time passes. */
const fading = [
  person('bao-tran', 'Bảo Trần', [eu(203)], uses('vscode', 29)),
  person('elif-kaya', 'Elif Kaya', [labs(221)], uses('vscode', 28)),
  person('sam-whitlock', 'Sam Whitlock', [labs(187)], uses('visualStudio', 26)),
  person('ingrid-solberg', 'Ingrid Solberg', [eu(166, 'platform')], uses('intellij', 25)),
];

const idle = [
  person('rhea-osei', 'Rhea Osei', [labs(193)]),
  person('tomas-lind', 'Tomas Lind', [labs(521)]),
  person('kenji-w', 'Kenji Watanabe', [labs(470)], uses('intellij', 212)),
  person('priya-nair', 'Priya Nair', [labs(402)], uses('vscode', 141)),
  person('chloe-bernard', 'Chloé Bernard', [labs(310), labs(50)], uses('vscode', 130)),
  person('leo-fontaine', 'Léo Fontaine', [labs(360)], uses('vscode', 97)),
  person('amara-diallo', 'Amara Diallo', [labs(333)], uses('pycharm', 74)),
  person('chi-nguyen-dev', 'Chi Nguyễn', [labs(64)]),
  person('sofia-marchetti', 'Sofia Marchetti', [labs(287)], uses('neovim', 58)),
  person('mateus-rocha', 'Mateus Rocha', [labs(199)], uses('visualStudio', 38)),
  person('dara-kelly', 'Dara Kelly', [labs(175)], uses('github', 30)),
  person('anjali-rao', 'Anjali Rao', [labs(188, 'data-science')]),
  person('felix-otieno', 'Felix Otieno', [labs(170, 'data-science')], uses('pycharm', 83)),
  person('marcus-eriksen', 'Marcus Eriksen', [labs(415), eu(145)], uses('vscode', 47)),
  person('jun-park', 'Jun Park', [eu(335, 'platform')], uses('intellij', 55)),
  person('nikos-economou', 'Nikos Economou', [eu(335, 'platform')], uses('vscode', 110)),
  person('noura-amin', 'Noura Amin', [eu(320)]),
  person('oleks-bondar', 'Oleksandr Bondar', [eu(281)], uses('vscode', 127)),
  person('ines-carvalho', 'Inês Carvalho', [eu(246)], uses('intellij', 66)),
];

const between = [
  person('isla-macrae', 'Isla Macrae', [labs(3)]),
  person('tariq-dev', 'Tariq Aziz', [labs(15)]),
  person('vera-stoica', 'Vera Stoica', [eu(9)]),
  person('koji-mori', 'Koji Mori', [eu(24)]),
  person('oskar-nyberg', 'Oskar Nyberg', [labs(205)], signsIn),
  person('george-pap', 'George Papadakis', [labs(132)], signsIn),
  person('thandiwe-m', 'Thandiwe Mokoena', [eu(219, 'platform')], signsIn),
  person('acme-release-bot', 'Release Bot', [labs(498)]),
  person('nadia-rahimi', 'Nadia Rahimi', [labs(276)], uses('vscode', 69)),
  person('esi-mensah', 'Esi Mensah', [labs(318)], uses('vscode', 72)),
  person('hugo-perrin', 'Hugo Perrin', [labs(257)], uses('vscode', 61)),
  person('lena-vogt', 'Lena Vogt', [eu(301)], uses('vscode', 41)),
  // Their seats were taken back long ago; memory and log still know them.
  person('gustav-ahlberg', 'Gustav Ahlberg', [labs(480)], uses('vscode', 290)),
  person('paola-rizzi', 'Paola Rizzi', [labs(370)], uses('visualStudio', 160)),
  person('stellan-berg', 'Stellan Berg', [labs(152)]),
];

export const COLLEAGUES: readonly Colleague[] = [...inUse, ...fading, ...idle, ...between];

/** The e-mail by which a colleague is known on GitHub and in Slack. */
export function emailOf({ realName }: { readonly realName: string }): string {
  const plain = realName
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('ı', 'i')
    .replaceAll('ł', 'l');
  return `${plain.toLowerCase().replaceAll(' ', '.')}@acme.example`;
}
