import type {
  Data,
  Kept,
  Members,
  Options as SocklineOptions,
  SendOptions,
  Sockline,
  SocklineCloseEvent,
  SocklineErrorEvent,
  SocklineEventMap,
} from "./sockline.js";

type PlatformEvent = Event;

// Only types: their constructors would be others than those of `partysocket/ws`, not every platform has a
// `CloseEvent`, and an `error` event is no `ErrorEvent` of the platform's.
export type {
  PlatformEvent as Event,
  SocklineCloseEvent as CloseEvent,
  SocklineErrorEvent as ErrorEvent,
  SocklineEventMap as WebSocketEventMap,
};

/** A URL, or a function that gives it for each attempt. */
export type UrlProvider = string | (() => string) | (() => Promise<string>);

/** Protocols, or a function that gives them for each attempt. */
export type ProtocolsProvider =
  | null
  | string
  | string[]
  | (() => string | string[] | null)
  | (() => Promise<string | string[] | null>);

/** What `send` takes. */
export type Message = Data;

/**
 * The options of reconnecting-websocket and partysocket. All options of {@link Sockline} may be given too,
 * and count where both say something. Times are milliseconds.
 */
export interface Options extends SocklineOptions {
  /** The longest delay: `reconnect.cap`. Default 20,000 (10,000 there). */
  maxReconnectionDelay?: number | undefined;
  /**
   * The shortest delay: `reconnect.floor`. The first delay is drawn between it and its double
   * (`reconnect.base`). Default: between 100 and 4,000 (1,000 to 5,000, or 3,000, there).
   */
  minReconnectionDelay?: number | undefined;
  /** 1 or less keeps the delay from growing; with any other number it doubles. Default: it doubles. */
  reconnectionDelayGrowFactor?: number | undefined;
  /** How long a connection must stay open for the retries to be counted anew: `reconnect.stableAfter`. Default 5,000. */
  minUptime?: number | undefined;
  /** How long an attempt may take: `reconnect.connectDeadline`. Default 10,000 (4,000 there). */
  connectionTimeout?: number | undefined;
  /** How many retries may fail in a row: `reconnect.maxRetries`. Default `Infinity`. */
  maxRetries?: number | undefined;
  /**
   * How many messages may wait while it is not open. A message that finds no room is dropped, as there, and
   * a `drop` event says so. Default 65,536 (unbounded there), and 16 MiB in all. While it is open as many
   * wait as Sockline's queue holds. With a `queue.maxMessages` of yours that counts for the queue instead, and
   * with another `queue.overflow` than `"drop-newest"` this stands for `queue.maxMessages`: both bound what
   * waits while it is open, too.
   */
  maxEnqueuedMessages?: number | undefined;
  /** Decides for each loss: `reconnect.shouldReconnect`. Default: always, as there. */
  shouldReconnectOnClose?: ((event: SocklineCloseEvent) => boolean) | undefined;
  /** Logs every event. Default `false`. */
  debug?: boolean | undefined;
  /** What logs. Default `console.log`. */
  debugLogger?: ((...words: any[]) => void) | undefined;
}

/** A {@link Sockline} with the options and members of reconnecting-websocket and partysocket. */
export interface ReconnectingWebSocket<In = any, Out extends Data = Data> extends Members<In, Out> {
  /** As in reconnecting-websocket: 0 connecting, 1 open, 2 closing, 3 closed, or waiting to connect again. */
  readonly readyState: WebSocket["readyState"];
  /** Retries since the last stable connection: 0 once one has lasted for `minUptime`. */
  readonly retryCount: number;
  /** Whether it is connected or going to be: `false` after `close()`, the end, and with `startClosed`. */
  readonly shouldReconnect: boolean;
  /**
   * Whether the message was sent at once. `false`: it waits, or was dropped with a `drop` event. After the
   * end it is kept for `reconnect()`, together with what was queued before, and each with its options. What
   * is kept is not dropped: no `drop` event has the reason `"closed"`. Its time to live goes on. Of equal
   * messages that wait the options of the latest count.
   */
  send(data: Out, options?: SendOptions): boolean;
  /** Connects anew, and sends what was kept. A code and a reason are taken, as there, and not sent. */
  reconnect(code?: number, reason?: string): void;
  /** What was not sent, taken out of the queue. After the last loss it is there from the `end` event on. */
  drainQueuedMessages(): (Out | Kept<Out>)[];
}

export const ReconnectingWebSocket: {
  new <In = any, Out extends Data = Data>(
    url: UrlProvider | URL,
    protocols?: ProtocolsProvider,
    options?: Options,
  ): ReconnectingWebSocket<In, Out>;
  readonly prototype: ReconnectingWebSocket;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
};

export { ReconnectingWebSocket as WebSocket, ReconnectingWebSocket as default };
