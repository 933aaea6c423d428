/**
 * Block Kit as the page reads it: every field that any renderer looks at, all of them optional but the type. What comes
 * here has passed the validator, so a renderer may trust a field's type, never that it is there.
 * https://docs.slack.dev/reference/block-kit
 */
export interface TextObject {
  readonly type?: string;
  readonly text: string;
  readonly emoji?: boolean;
  readonly verbatim?: boolean;
}

export interface Option {
  readonly text: TextObject;
  readonly value: string;
  readonly description?: TextObject;
  readonly url?: string;
}

interface OptionGroup {
  readonly label: TextObject;
  readonly options: readonly Option[];
}

export interface Confirm {
  readonly title: TextObject;
  readonly text: TextObject;
  readonly confirm: TextObject;
  readonly deny: TextObject;
  readonly style?: string;
}

export interface Picture {
  readonly alt_text?: string;
  readonly image_url?: string;
  readonly slack_file?: { readonly id?: string; readonly url?: string };
}

/** An element somebody can use, or a picture. */
export interface BlockElement extends Picture {
  readonly type: string;
  readonly action_id: string;
  readonly text?: TextObject;
  readonly value?: string;
  readonly url?: string;
  readonly style?: string;
  readonly accessibility_label?: string;
  readonly confirm?: Confirm;
  readonly placeholder?: TextObject;
  readonly options?: readonly Option[];
  readonly option_groups?: readonly OptionGroup[];
  readonly max_selected_items?: number;
  readonly focus_on_load?: boolean;
  readonly multiline?: boolean;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly min_value?: string;
  readonly max_value?: string;
  readonly is_decimal_allowed?: boolean;
  readonly filter?: { readonly include?: readonly string[]; readonly exclude_bot_users?: boolean };
  readonly default_to_current_conversation?: boolean;
  readonly dispatch_action_config?: { readonly trigger_actions_on?: readonly string[] };
  readonly initial_value?: string;
  readonly initial_date?: string;
  readonly initial_time?: string;
  readonly initial_date_time?: number;
  readonly initial_option?: Option;
  readonly initial_options?: readonly Option[];
  readonly initial_user?: string;
  readonly initial_users?: readonly string[];
  readonly initial_conversation?: string;
  readonly initial_conversations?: readonly string[];
  readonly initial_channel?: string;
  readonly initial_channels?: readonly string[];
}

export interface TextStyle {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly strike?: boolean;
  readonly underline?: boolean;
  readonly code?: boolean;
}

/** A leaf, a list, a quote or a whole rich text: they nest in one another. */
export interface RichNode {
  readonly type: string;
  readonly elements?: readonly RichNode[];
  readonly text?: string;
  readonly style?: TextStyle | string;
  readonly indent?: number;
  readonly offset?: number;
  readonly border?: number;
  readonly url?: string;
  readonly name?: string;
  readonly unicode?: string;
  readonly user_id?: string;
  readonly channel_id?: string;
  readonly usergroup_id?: string;
  readonly range?: string;
  readonly value?: string;
  readonly timestamp?: number;
  readonly format?: string;
  readonly fallback?: string;
}

export interface Cell {
  readonly type: string;
  readonly text?: string;
  readonly value?: number;
  readonly elements?: readonly RichNode[];
}

export interface Point {
  readonly label: string;
  readonly value: number;
}

export interface Chart {
  readonly type: string;
  readonly segments?: readonly Point[];
  readonly series?: readonly { readonly name: string; readonly data: readonly Point[] }[];
  readonly axis_config?: {
    readonly categories: readonly string[];
    readonly x_label?: string;
    readonly y_label?: string;
  };
}

export interface Block extends Picture {
  readonly type: string;
  readonly block_id: string;
  /** A string in a `markdown` block. */
  readonly text?: TextObject | string;
  readonly level?: number;
  readonly fields?: readonly TextObject[];
  readonly accessory?: BlockElement;
  readonly element?: BlockElement;
  readonly elements?: readonly (BlockElement & RichNode)[];
  readonly label?: TextObject;
  readonly hint?: TextObject;
  readonly optional?: boolean;
  readonly dispatch_action?: boolean;
  /** A string in a chart. */
  readonly title?: TextObject | string;
  readonly rich_text_title?: Block;
  readonly subtitle?: TextObject;
  readonly icon?: Picture;
  readonly child_blocks?: readonly Block[];
  readonly width?: string;
  readonly is_collapsible?: boolean;
  readonly default_collapsed?: boolean;
  readonly has_header_divider?: boolean;
  readonly rows?: readonly (readonly Cell[])[];
  readonly column_settings?: readonly { readonly align?: string; readonly is_wrapped?: boolean }[];
  readonly caption?: string;
  readonly page_size?: number;
  readonly row_header_column_index?: number;
  readonly chart?: Chart;
}

/** What a modal or a Home says. */
export interface ViewContent {
  readonly title?: TextObject;
  readonly submit?: TextObject;
  readonly close?: TextObject;
  readonly clear_on_close?: boolean;
  readonly blocks: readonly Block[];
}
