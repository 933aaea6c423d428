/** What the page is told and what it asks for: the contract between the server here and the modules in `assets/`. */
import type { JsonObject } from '../json.ts';
import type { ControlCard } from './controls.ts';

export interface PersonCard {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly tz: string;
  readonly locale: string;
  readonly isBot: boolean;
  readonly isGone: boolean;
}

export interface ChannelCard {
  readonly id: string;
  /** Empty for the direct message with the app. */
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly isShared: boolean;
  /** Whether the person being viewed is in it; others can only be picked in a menu. */
  readonly isOpen: boolean;
  readonly memberCount: number;
}

export interface FileCard {
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly url: string;
  readonly isPicture: boolean;
}

export interface MessageCard {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly JsonObject[];
  readonly isEdited: boolean;
  readonly isEphemeral: boolean;
  readonly isReply: boolean;
  readonly files: readonly FileCard[];
}

export interface ViewCard {
  readonly id: string;
  readonly rootId: string;
  readonly hash: string;
  readonly content: JsonObject;
  readonly state: Readonly<Record<string, Record<string, JsonObject>>>;
}

/** Something that went between Slack and the app, for the panel. */
export interface SentCard {
  readonly id: string;
  readonly at: number;
  readonly direction: 'to the app' | 'from the app';
  readonly what: string;
  /** Channel or person, in words; empty where neither is known. */
  readonly where: string;
  readonly outcome: string;
  readonly isBad: boolean;
}

interface CommandCard {
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

export interface Snapshot {
  readonly kind: 'snapshot';
  readonly now: number;
  /** Ephemeral messages up to this timestamp belong to an earlier load of the page. */
  readonly floor: string;
  /** Dialogs that were open before the page was loaded. */
  readonly staleRoots: readonly string[];
  readonly team: { readonly id: string; readonly name: string };
  readonly app: {
    readonly name: string;
    readonly user: string;
    readonly hasHome: boolean;
    readonly takesMessages: boolean;
  };
  readonly me: string;
  /** Who can be switched to, with a word on each. */
  readonly cast: readonly { readonly id: string; readonly note: string }[];
  readonly people: readonly PersonCard[];
  readonly groups: readonly { readonly id: string; readonly handle: string }[];
  readonly channels: readonly ChannelCard[];
  readonly commands: readonly CommandCard[];
  readonly messages: readonly MessageCard[];
  readonly home: ViewCard | undefined;
  readonly modals: readonly ViewCard[];
  readonly sent: readonly SentCard[];
  readonly isConnected: boolean;
  readonly controls: readonly ControlCard[];
}

export type PageChange =
  | Snapshot
  | { kind: 'message'; message: MessageCard; now: number }
  | { kind: 'gone'; channel: string; ts: string }
  | { kind: 'home'; home: ViewCard | undefined }
  | { kind: 'modals'; modals: readonly ViewCard[] }
  | { kind: 'sent'; card: SentCard }
  | { kind: 'connection'; isConnected: boolean }
  | { kind: 'controls'; controls: readonly ControlCard[]; now: number };

/** What is chosen or typed in an element; `[]` clears it. */
export type Chosen = string | readonly string[];
/** Block id, then action id, to what stands in the element. */
export type Typed = Readonly<Record<string, Readonly<Record<string, Chosen>>>>;

/** What a person does; `as` is who. */
export type Deed = { readonly as: string } & (
  | { kind: 'slash'; channel: string; command: string; text: string }
  | { kind: 'say'; channel: string; text: string }
  | {
      kind: 'click';
      /** A message, or else a view. */
      message?: { channel: string; ts: string } | undefined;
      view?: string | undefined;
      blockId: string;
      actionId: string;
      /** Of a button. */
      value?: string | undefined;
      chosen?: Chosen | undefined;
      typed?: Typed | undefined;
    }
  | { kind: 'submit'; view: string; typed: Typed }
  | { kind: 'close'; view: string; all: boolean }
  | { kind: 'home'; tab: 'home' | 'messages' }
  | { kind: 'control'; id: string; values: Readonly<Record<string, string>> }
);

export type DeedAnswer =
  | { ok: true; note?: string | undefined }
  | {
      ok: true;
      /** `acked`, or the word Slack has for what went wrong. */
      outcome: 'acked' | 'operation_timeout' | 'dispatch_failed';
      /** Block id to what is wrong with its field. */
      errors?: Readonly<Record<string, string>> | undefined;
    }
  | { ok: false; error: string };
