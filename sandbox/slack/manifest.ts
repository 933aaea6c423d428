/** The parts of an app manifest that Slack acts on. An imported `manifest.json` fits. */
export interface AppManifest {
  readonly display_information?: { readonly name: string };
  readonly features?: {
    readonly app_home?: {
      readonly home_tab_enabled?: boolean;
      readonly messages_tab_enabled?: boolean;
      readonly messages_tab_read_only_enabled?: boolean;
    };
    readonly bot_user?: { readonly display_name: string };
    readonly slash_commands?: readonly {
      readonly command: string;
      readonly description?: string;
      readonly usage_hint?: string;
      readonly should_escape?: boolean;
    }[];
  };
  readonly oauth_config?: {
    readonly scopes?: {
      readonly bot?: readonly string[];
      /** Scopes an installer may decline. */
      readonly bot_optional?: readonly string[];
    };
  };
  readonly settings?: {
    readonly event_subscriptions?: { readonly bot_events?: readonly string[] };
    readonly interactivity?: { readonly is_enabled?: boolean };
    readonly socket_mode_enabled?: boolean;
  };
}

/** The bot scopes an installation holds. Without `granted` the installer accepted every optional one. */
export function grantedScopes(
  manifest: AppManifest,
  granted: readonly string[] | undefined,
): Set<string> {
  const scopes = manifest.oauth_config?.scopes;
  const optional = scopes?.bot_optional ?? [];
  for (const scope of granted ?? []) {
    if (!optional.includes(scope)) throw new Error(`${scope} is no optional scope of the manifest`);
  }
  // Slack wants optional scopes listed among the bot's too.
  const required = (scopes?.bot ?? []).filter((scope) => !optional.includes(scope));
  return new Set([...required, ...(granted ?? optional)]);
}
