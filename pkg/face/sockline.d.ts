/** What `send` takes, as the standard's `WebSocket` does. Anything else is sent as its string. */
export type Data = Parameters<WebSocket["send"]>[0];

/** What becomes of a message while it waits: bytes are copied into an `ArrayBuffer` of their own. */
export type Kept<Out> = Out extends ArrayBufferView ? ArrayBuffer : Out;

/** A value, or a function that gives it for each attempt, at once or later. */
export type Provider<T> = T | (() => T | PromiseLike<T>);

/** Options of a {@link Sockline}. An unknown name or a wrong type is a `TypeError` that names it. */
export interface Options {
  /** What binary messages arrive as. Default `"blob"`, as the standard's. */
  binaryType?: BinaryType | undefined;
  /**
   * When and how often to connect again; `false` never does, and without `queue` behaves as `WebSocket`
   * does, but for the few things that `docs/differences.md` lists. Default: without end, with the numbers of {@link ReconnectOptions}.
   */
  reconnect?: boolean | ReconnectOptions | undefined;
  /** How much may wait. Default: the numbers of {@link QueueOptions}. */
  queue?: QueueOptions | undefined;
  /**
   * How much the browser's own buffer may hold; `false` hands everything over at once, and leaves
   * `writable` without backpressure. Default: the numbers of {@link PacingOptions}.
   */
  pacing?: boolean | PacingOptions | undefined;
  /** Application pings. Default `false`, because the server must answer. */
  heartbeat?: boolean | HeartbeatOptions | undefined;
  /**
   * What becomes of messages that a lost connection was handed but not seen to send. `"unsent"`, the
   * default, sends again those that certainly never left the browser and reports the others with a
   * `drop` event; `"never"` reports all; `"all"` sends all again, and the server may see some twice.
   */
  resend?: "never" | "unsent" | "all" | undefined;
  /**
   * Waits for `reconnect()` instead of connecting at once, and queues meanwhile; with `reconnect: false` and
   * no `queue` what is sent meanwhile is discarded, as by a `WebSocket` that is closed, and `send` gives
   * `"dropped"`. Default `false`.
   *
   * A client that was only made is garbage as soon as nobody refers to it. One that was sent to, too, has
   * what is to be sent, and is kept until it has ended: `close()` it if it will not connect. Where a server
   * renders pages send to none that is not closed there.
   */
  startClosed?: boolean | undefined;
  /**
   * The constructor to use, for runtimes without a global one. Looked up at every attempt; where a
   * Sockline has taken the global one's place, it is what was there when the package was imported.
   */
  WebSocket?: (new (url: string, protocols?: string | string[]) => object) | undefined;
}

/** When and how often to connect again. All times are milliseconds; `Infinity` is never. */
export interface ReconnectOptions {
  /**
   * The first retry's longest delay, doubled with every further one. Default 4,000: with less, the clients
   * of a server that restarts come back in a herd.
   */
  base?: number | undefined;
  /**
   * The longest delay, and the shortest while the network is reported gone. Default 20,000. After the close
   * codes 1012 and 1013, by which a server says that it restarts or has too much to do, the delay is 5 to 30
   * seconds whatever `base`, `cap` and `floor` say, unless it is offline. With `Infinity` nothing is tried
   * before the network is reported back.
   */
  cap?: number | undefined;
  /** The shortest delay. Default 100. */
  floor?: number | undefined;
  /** How many retries may fail in a row before the client ends. Default `Infinity`. */
  maxRetries?: number | undefined;
  /** How long a connection must stay open before the count of retries starts again. Default 5,000. */
  stableAfter?: number | undefined;
  /**
   * How long an attempt may take, providers and handshake together. Default 10,000; `Infinity`, as for
   * `WebSocket`, with `reconnect: false`, no `queue` and no provider.
   */
  connectDeadline?: number | undefined;
  /**
   * How long the closing handshake may take before the connection is abandoned. One that the server has begun is
   * noticed when a message finds the socket no longer open. Default as for `connectDeadline`.
   */
  closeDeadline?: number | undefined;
  /**
   * Decides for each loss, overriding `maxRetries` and the close codes that are never retried (1002,
   * 1003, 1007, 1008, 1009, 1010). `event.willReconnect` is what would happen without it.
   */
  shouldReconnect?: ((event: SocklineCloseEvent, retries: number) => boolean) | undefined;
}

/**
 * How much may wait, and what happens beyond it. `WebSocket` has no such bounds: a program that relies on
 * that, and sends on an open connection faster than the link takes it, sets both to `Infinity`.
 */
export interface QueueOptions {
  /** The most messages. Default 65,536. */
  maxMessages?: number | undefined;
  /** The most bytes, text as UTF-8. Default 16 MiB. */
  maxBytes?: number | undefined;
  /**
   * What happens to a message that finds no room: `"reject"`, the default, makes `send` throw;
   * `"drop-oldest"` makes room among messages of lower or the same priority, and `send` throws where that
   * is not enough, or where one with the same `key` waits and no room is left beside it; `"drop-newest"`
   * drops the new one. Every dropped message is given back by a `drop` event.
   */
  overflow?: "reject" | "drop-oldest" | "drop-newest" | undefined;
}

/** How much the browser's own buffer may hold. */
export interface PacingOptions {
  /**
   * A fixed bound in bytes; 0 sends the next message only when `bufferedAmount` is 0. Default: starts
   * at 64 KiB and follows the measured drain rate: two polls' worth of it, but no more than 256 KB
   * until the link has shown that it carries more than the operating system buffers.
   */
  window?: number | undefined;
  /**
   * How often the buffer is looked at while something waits, in milliseconds. Default 100. Without a
   * fixed window it is looked at sooner while messages wait and it may drain before.
   */
  poll?: number | undefined;
}

/** Application pings. All times are milliseconds. */
export interface HeartbeatOptions {
  /** How long the connection may be silent before a ping is sent. Default 25,000. */
  interval?: number | undefined;
  /**
   * How long it may stay silent after a ping before it is abandoned. Default 10,000. The time begins anew
   * whenever the browser's buffer drains without getting empty: a slow link takes a long message before the ping.
   * With `Infinity` nothing is abandoned, and the pings go on, unanswered ones at most one a second.
   */
  deadline?: number | undefined;
  /** What is sent. Default `"ping"`. */
  message?: Data | (() => Data) | undefined;
  /**
   * The server's answer, compared by content, or a function that recognises it. It measures the round
   * trip and is not told as a message. Any other message counts as life too. Bytes need `binaryType`
   * `"arraybuffer"`. Default `"pong"`.
   */
  reply?: string | ArrayBuffer | ArrayBufferView | ((data: any) => boolean) | undefined;
}

/** How one message is to be treated. */
export interface SendOptions {
  /** Which messages it overtakes in the queue. Default `"normal"`. */
  priority?: "high" | "normal" | "low" | undefined;
  /** Conflation: it replaces the queued message with the same key, in its place if both have the same priority. */
  key?: string | undefined;
  /**
   * How long it may wait, in milliseconds; it is never sent later. Time in which the device sleeps counts
   * as far as the browser's monotonic clock goes on. Default `Infinity`.
   */
  ttl?: number | undefined;
}

/** A connection or an attempt ended. */
export interface SocklineCloseEvent extends CloseEvent {
  /** Whether another attempt follows. */
  readonly willReconnect: boolean;
}

/** A connection or an attempt failed; `close` follows. */
export interface SocklineErrorEvent extends Event {
  /**
   * What a provider threw or rejected with, what the platform's constructor threw, or what the socket's
   * own event says, as that of `ws` does of a failed handshake. Browsers say nothing.
   */
  readonly error?: any;
  /** Only of `sockline/compat`: the message of `error`, or "". As free as in the types that it stands for. */
  readonly message?: any;
}

/** A retry was scheduled. */
export interface ReconnectingEvent extends Event {
  /** The number of the retry since the last stable connection, from 1. */
  readonly attempt: number;
  /** Milliseconds until it begins; a hint that the network is back begins it earlier. */
  readonly delay: number;
  /**
   * Why: the connection or the attempt ended (`close`), the attempt took too long, or the server began to
   * close an open connection and did not finish within `closeDeadline` (`timeout`), the heartbeat was not
   * answered (`heartbeat`), a provider or the platform's constructor failed (`provider`), or there is no
   * network (`offline`).
   */
  readonly cause: "close" | "timeout" | "heartbeat" | "provider" | "offline";
}

/** A message will not be sent. `Out` is the type of sent messages. */
export interface DropEvent<Out = Data> extends Event {
  /** The message, given back. */
  readonly data: Kept<Out>;
  /**
   * Why: the queue was full (`overflow`), its time to live passed (`expired`), a newer message with its
   * key came (`replaced`), the client ended (`closed`), it never left a lost connection and `resend` is
   * `"never"` (`unsent`), it was handed to a lost connection and the server may have it (`unknown`), the
   * browser refused it (`refused`).
   *
   * Sending the message again from the handler of this event may drop another, for ever: wait first.
   */
  readonly reason: "overflow" | "expired" | "replaced" | "closed" | "unsent" | "unknown" | "refused";
}

/** Nothing reconnects any more until `reconnect()`. */
export interface EndEvent extends Event {
  /**
   * Why: `close()` was called (`closed`), the close code is one that is never retried (`final-code`), as many
   * retries failed as may (`retries-exhausted`), or `shouldReconnect` gave `false` (`declined`).
   */
  readonly cause: "closed" | "final-code" | "retries-exhausted" | "declined";
}

/** The events of a {@link Sockline} by name, with the types of received data and of sent messages. */
export interface SocklineEventMap<In = any, Out = Data> {
  /** A connection is open; what waited in the queue goes out after it. Once for each connection. */
  open: Event;
  /** A message has arrived. */
  message: MessageEvent<In>;
  /** A connection or an attempt failed; `close` follows. */
  error: SocklineErrorEvent;
  /** A connection or an attempt ended. */
  close: SocklineCloseEvent;
  /** A retry was scheduled. */
  reconnecting: ReconnectingEvent;
  /** All that had been waiting has left the browser. */
  drain: Event;
  /** A message will not be sent, and is given back. */
  drop: DropEvent<Out>;
  /** Nothing reconnects any more, until `reconnect()`. */
  end: EndEvent;
}

/** What has happened so far. Sizes are bytes, times milliseconds. */
export interface Stats {
  state: "idle" | "waiting" | "resolving" | "connecting" | "open" | "closing" | "closed";
  /** Connection attempts. */
  attempts: number;
  /** Attempts that opened. */
  connections: number;
  /** Retries since the last connection that was lost after `reconnect.stableAfter`, or since `reconnect()`. */
  retries: number;
  /** Messages handed to the browser; one sent again counts again. */
  messagesSent: number;
  bytesSent: number;
  messagesReceived: number;
  /** Bytes received; text counts in UTF-16 code units. */
  bytesReceived: number;
  /**
   * Messages that a lost connection was handed and that were put back to be sent again, also those that were
   * dropped from the queue since.
   */
  messagesResent: number;
  droppedOverflow: number;
  droppedExpired: number;
  droppedReplaced: number;
  droppedClosed: number;
  droppedUnsent: number;
  droppedUnknown: number;
  droppedRefused: number;
  /** The last round trip of a heartbeat. An answer that may be to an earlier ping measures nothing. */
  roundTrip: number | undefined;
  smoothedRoundTrip: number | undefined;
  /** Bytes per second that leave the browser, as measured while messages wait; 0 before that. */
  drainRate: number;
  /** The bound on what is handed to the browser ahead of the network. */
  window: number;
  /** Time since the state last changed. */
  timeInState: number;
}

/** A listener of one event: a function or an object. */
type Listener<Self, In, Out extends Data, E extends keyof SocklineEventMap> =
  | ((this: Self, event: SocklineEventMap<In, Out>[E]) => any)
  | { handleEvent(event: SocklineEventMap<In, Out>[E]): any };

type Handler<Self, In, Out extends Data, E extends keyof SocklineEventMap> =
  | ((this: Self, event: SocklineEventMap<In, Out>[E]) => any)
  | null;

type SomeHandler = ((this: any, event: any) => any) | null;

/**
 * The handlers, one for each event. What is read is typed loosely: with the types of the setters a Sockline
 * would not pass where a `WebSocket` is expected.
 */
export interface Handlers<In = any, Out extends Data = Data> {
  get onopen(): SomeHandler;
  set onopen(handler: Handler<this, In, Out, "open">);
  get onmessage(): SomeHandler;
  set onmessage(handler: Handler<this, In, Out, "message">);
  get onerror(): SomeHandler;
  set onerror(handler: Handler<this, In, Out, "error">);
  get onclose(): SomeHandler;
  set onclose(handler: Handler<this, In, Out, "close">);
  get onreconnecting(): SomeHandler;
  set onreconnecting(handler: Handler<this, In, Out, "reconnecting">);
  get ondrain(): SomeHandler;
  set ondrain(handler: Handler<this, In, Out, "drain">);
  get ondrop(): SomeHandler;
  set ondrop(handler: Handler<this, In, Out, "drop">);
  get onend(): SomeHandler;
  set onend(handler: Handler<this, In, Out, "end">);
}

/**
 * What a {@link Sockline} and the class of `sockline/compat` both have. As in the standard's types the members
 * are those of an interface, so that a subclass may have its own as accessors, properties or methods.
 */
export interface Members<In = any, Out extends Data = Data> extends EventTarget, Handlers<In, Out> {
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;

  /** The current attempt's URL; empty before a function gave the first. */
  readonly url: string;
  /** Bytes that wait in the queue or in the browser. */
  readonly bufferedAmount: number;
  /** The subprotocol that the server chose last; empty before, and while an attempt connects. */
  readonly protocol: string;
  readonly extensions: string;
  binaryType: BinaryType;

  /**
   * Ends the client: nothing reconnects any more. On an open connection what waits is handed over first;
   * otherwise it is given back by `drop` events. An `end` event follows, unless the client has ended before
   * or `reconnect()` comes first, and a `close` event if a connection or an attempt ends by it.
   *
   * @throws `InvalidAccessError` or `SyntaxError`, as the standard's; nothing has changed then.
   */
  close(code?: number, reason?: string): void;

  /** What waits in the queue, without what the browser holds. */
  readonly queue: { readonly messages: number; readonly bytes: number };

  /** Empties the queue and gives its messages back in the order in which they would have been sent. */
  clearQueue(): Kept<Out>[];

  /**
   * Resolves when the message that `send` rejected last would be accepted. Rejects when the client ends;
   * if nobody waits for it, that is not reported.
   */
  readonly ready: Promise<void>;

  /**
   * Resolves when nothing waits any more: everything has left the browser, or was reported by a `drop`
   * event. Rejects when the client ends before.
   */
  drained(): Promise<void>;

  /**
   * `for await (const data of socket)`: the data of every message from now on. What comes between two
   * turns of the loop waits, without bound: nothing can hold back what a server sends. Several loops
   * see every message each. `break` stops listening and leaves the client open. The loop ends with the
   * client and never throws: losses are waited out, and the `end` event says why there will be no more.
   * A client that has ended has an empty loop.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<In>;

  /**
   * The data of every message from the first use of this property on. It closes when the client ends, and
   * never fails. `cancel()` stops listening and leaves the client open. After either there is a new stream
   * here. What nobody reads waits, without bound: nothing can hold back what a server sends.
   */
  readonly readable: ReadableStream<In>;

  /**
   * Sends what is written, with backpressure: a write is done when the queue is empty, so that a stream
   * fills the pacing window only and leaves the queue's room to other messages; it waits for theirs, too.
   * With `overflow: "drop-newest"` what finds no room is told by a `drop` event, and its write is done.
   * While there is no connection writes wait for the next. `close()` waits until everything has left the
   * browser, closes the client and waits for its end; `abort()` closes the client at once. It fails when
   * the client ends, even if `reconnect()` follows before that is told and what waited is dropped, or when a
   * message can't be sent; after that there is a new stream here.
   *
   * With `{ reconnect: false }` and no `queue` wait for `open` before the first write: `send` throws until
   * then, as `WebSocket` does.
   */
  readonly writable: WritableStream<Out>;

  /** `using socket = …`: `close()` where the block ends. Only in runtimes that have the symbol. */
  [Symbol.dispose](): void;

  /** `await using socket = …`: `close()`, and waits for the end. Only in runtimes that have the symbol. */
  [Symbol.asyncDispose](): Promise<void>;

  /** What has happened so far: a plain object. */
  stats(): Stats;

  addEventListener<E extends keyof SocklineEventMap>(
    type: E,
    listener: Listener<this, In, Out, E> | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;

  removeEventListener<E extends keyof SocklineEventMap>(
    type: E,
    listener: Listener<this, In, Out, E> | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/**
 * A `WebSocket` that stays connected, paces what it sends, and never loses a message without saying so.
 *
 * Everything that the standard's `WebSocket` has is here under the same name.
 *
 * ```ts
 * type Command = "start" | "stop";
 * const socket = new Sockline<string, Command>("wss://example.com/machine");
 * socket.onmessage = ({ data }) => console.log(data.toUpperCase());
 * socket.send("start");
 * ```
 *
 * @typeParam In - the type of received data, `any` as in the standard. Nothing checks it when data arrives.
 * @typeParam Out - the type of what may be sent, {@link Data} as in the standard.
 */
export interface Sockline<In = any, Out extends Data = Data> extends Members<In, Out> {
  /**
   * 0 connecting (or waiting to), 1 open, 2 closing, 3 closed. With `reconnect: false` and no `queue` it is
   * the platform's at every moment: 2 as soon as the server has begun to close, 3 in `error`. TypeScript
   * before version 7 takes the standard's for any number, and this one too.
   */
  readonly readyState: WebSocket["readyState"];

  /**
   * Sends, or queues while the connection is not open or its window is full. Bytes are copied. A message
   * that was dropped at once (`overflow: "drop-newest"`) is given back by a `drop` event.
   *
   * @throws `QuotaExceededError` if the queue is full; `InvalidStateError` after `close()` or the end.
   */
  send(data: Out, options?: SendOptions): "sent" | "queued" | "dropped";

  /**
   * Connects anew at once, whatever is under way, with a fresh count of retries. Works after the end too.
   * Only half a second lies between the beginnings of an attempt for which the platform or a function
   * refused even a socket, and of the next: otherwise a handler of `close` that calls this would never let
   * the page do anything else.
   */
  reconnect(): void;
}

export const Sockline: {
  /**
   * Begins to connect. `url` and `protocols` may be functions, called for each attempt: for fresh tokens.
   *
   * @throws `SyntaxError` if the URL or a protocol is faulty; `TypeError` if an option is. With
   * `{ reconnect: false }` and no `queue` also what `WebSocket` throws, as some engines do for `ws:` on a
   * page of `https:`; otherwise that is an `error` event.
   */
  new <In = any, Out extends Data = Data>(
    url: Provider<string | URL>,
    protocols?: Provider<string | string[] | undefined>,
    options?: Options,
  ): Sockline<In, Out>;
  readonly prototype: Sockline;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
};

declare global {
  // As the library `esnext.disposable` declares them, for compilations without it.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
    readonly asyncDispose: unique symbol;
  }
}

export default Sockline;
