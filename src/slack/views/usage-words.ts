/** GitHub's names for the ways of use, as people call them. Plain strings: escaped where they land. */
import type { WayKind } from '../../core/usage.ts';
import { plain } from '../text.ts';
import { nameEditor } from './words.ts';

const NAME_LENGTH = 40;

const FEATURES: ReadonlyMap<string, string> = new Map([
  ['code_completion', 'Code completion'],
  ['chat_inline', 'Inline chat'],
  ['chat_panel_ask_mode', 'Chat in ask mode'],
  ['chat_panel_edit_mode', 'Chat in edit mode'],
  ['chat_panel_agent_mode', 'Chat in agent mode'],
  ['chat_panel_plan_mode', 'Chat in plan mode'],
  ['chat_panel_custom_mode', 'Chat in custom mode'],
  ['chat_panel_unknown_mode', 'Chat in other modes'],
  ['agent_edit', 'Edits by an agent'],
  ['copilot_cli', 'Copilot CLI'],
  ['copilot_app', 'Copilot app'],
  ['cloud_agent', 'Cloud agent'],
  ['code_review', 'Code review'],
]);

const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['typescript', 'TypeScript'],
  ['typescriptreact', 'TypeScript with JSX'],
  ['tsx', 'TypeScript with JSX'],
  ['javascript', 'JavaScript'],
  ['javascriptreact', 'JavaScript with JSX'],
  ['powershell', 'PowerShell'],
  ['github-actions-workflow', 'GitHub Actions'],
  ['json', 'JSON'],
  ['jsonc', 'JSON with comments'],
  ['yaml', 'YAML'],
  ['html', 'HTML'],
  ['css', 'CSS'],
  ['scss', 'SCSS'],
  ['sql', 'SQL'],
  ['xml', 'XML'],
  ['hcl', 'HCL'],
  ['php', 'PHP'],
]);

const MODELS: ReadonlyMap<string, string> = new Map([['auto', 'automatic choice']]);

export const KIND_WORDS = {
  feature: 'By feature',
  editor: 'By editor',
  language: 'By language',
  model: 'By model',
} as const satisfies Record<WayKind, string>;

export function nameWay(kind: WayKind, name: string): string {
  switch (kind) {
    case 'feature':
      return FEATURES.get(name) ?? capitalised(name.replaceAll('_', ' '));
    case 'editor':
      return nameEditor(name) ?? plain(name, NAME_LENGTH);
    case 'language':
      return LANGUAGES.get(name) ?? capitalised(name);
    case 'model':
      return MODELS.get(name) ?? plain(name, NAME_LENGTH);
  }
}

function capitalised(name: string): string {
  const cleaned = plain(name, NAME_LENGTH);
  return cleaned.charAt(0).toUpperCase() + cleaned.slice(1);
}
