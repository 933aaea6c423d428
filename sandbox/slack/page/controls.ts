/**
 * What the demo offers beside Slack: the page shows these in a panel of their own. The page knows nothing about seats
 * or GitHub; whoever starts it says what can be done.
 */
export interface DemoControls {
  /** The clock the demo's world goes by, in milliseconds. */
  now(): number;
  /** In the order they are shown; actions of one group stand together. */
  readonly actions: readonly DemoAction[];
  /** Calls `listener` when something an action shows has changed by itself; the answer ends that. */
  subscribe?(listener: () => void): () => void;
}

export interface DemoAction {
  /** Unique among the actions, never shown. */
  readonly id: string;
  /** The words on the button. */
  readonly label: string;
  /** A heading above neighbouring actions. */
  readonly group?: string;
  /** One sentence below the button. */
  readonly about?: string;
  /** What is asked before it runs; a function is asked anew whenever the panel is drawn. */
  readonly fields?: readonly DemoField[] | (() => readonly DemoField[]);
  /** Why it cannot be used now, in a sentence; `undefined` when it can. */
  unavailable?(): string | undefined;
  /** Does it. The sentence (or the error's message) is shown and read out. */
  run(values: Readonly<Record<string, string>>): Promise<string>;
}

export type DemoField =
  | {
      readonly kind: 'select';
      readonly id: string;
      readonly label: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly value?: string;
    }
  | {
      readonly kind: 'text';
      readonly id: string;
      readonly label: string;
      readonly placeholder?: string;
      readonly value?: string;
      readonly optional?: boolean;
    };

/** An action as the page is told of it. */
export interface ControlCard {
  readonly id: string;
  readonly label: string;
  readonly group: string | undefined;
  readonly about: string | undefined;
  readonly fields: readonly DemoField[];
  readonly unavailable: string | undefined;
}

function fieldsOf(action: DemoAction): readonly DemoField[] {
  return typeof action.fields === 'function' ? action.fields() : (action.fields ?? []);
}

export function describeControls(controls: DemoControls | undefined): ControlCard[] {
  return (controls?.actions ?? []).map((action) => ({
    id: action.id,
    label: action.label,
    group: action.group,
    about: action.about,
    fields: fieldsOf(action),
    unavailable: action.unavailable?.(),
  }));
}

/** What is wrong with a value that came from a page, which may be older than the fields are now. */
function faultOf(field: DemoField, value: string): string | undefined {
  if (field.kind === 'select') {
    const isOffered = field.options.some((option) => option.value === value);
    return isOffered ? undefined : `"${field.label}" no longer offers that choice.`;
  }
  const isMissing = value.trim() === '' && field.optional !== true;
  return isMissing ? `"${field.label}" is still empty.` : undefined;
}

/** Runs an action with what was filled in. Throws, in a sentence, where it cannot be run so. */
export async function runControl(
  controls: DemoControls | undefined,
  id: string,
  values: Readonly<Record<string, string>>,
): Promise<string> {
  const action = controls?.actions.find((each) => each.id === id);
  if (action === undefined) throw new Error('This demo has no such control.');
  const faults = fieldsOf(action).map((field) => faultOf(field, values[field.id] ?? ''));
  const reason = action.unavailable?.() ?? faults.find((fault) => fault !== undefined);
  if (reason !== undefined) throw new Error(reason);
  return action.run(values);
}
