import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { LocalSlack } from '../../../sandbox/slack/server.ts';

export interface RunningApp {
  readonly app: App;
  stop(): Promise<void>;
}

const clientOptions = (slackApiUrl: string) => ({
  slackApiUrl,
  timeout: 5000,
  retryConfig: { retries: 0 },
});

/** A real Bolt app on the local Slack's sockets; `listen` adds what it does. */
export async function startSocketApp(
  slack: LocalSlack,
  listen: (app: App) => void,
): Promise<RunningApp> {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    clientPingTimeout: 1500,
    installerOptions: { port: 0, clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = new App({
    receiver,
    token: slack.botToken,
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
    convoStore: false,
    clientOptions: clientOptions(slack.apiUrl),
  });
  listen(app);
  await app.init();
  await app.start();
  await slack.waitForConnection();
  return {
    app,
    async stop() {
      await receiver.client.disconnect();
    },
  };
}

/** A real Bolt app behind an HTTP request URL; start the local Slack in HTTP mode with `requestUrl(port)`. */
export async function startHttpApp(
  slack: LocalSlack,
  port: number,
  listen: (app: App) => void,
): Promise<RunningApp> {
  const receiver = new HTTPReceiver({
    signingSecret: slack.signingSecret,
    logLevel: LogLevel.ERROR,
  });
  const app = new App({
    receiver,
    token: slack.botToken,
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
    convoStore: false,
    clientOptions: clientOptions(slack.apiUrl),
  });
  listen(app);
  await app.init();
  const server = await receiver.start({ host: '127.0.0.1', port });
  return {
    app,
    async stop() {
      server.closeAllConnections();
      await receiver.stop();
    },
  };
}
