// The clauses, each a file of tests.
export const CLAUSES = [
  "constructor-protocols",
  "constants",
  "ready-state",
  "url-attribute",
  "send-types",
  "send-while-connecting",
  "send-after-close",
  "buffered-amount",
  "binary-type",
  "close-rules",
  "close-handshake",
  "events-order",
  "open-event",
  "message-event",
  "close-event",
  "handler-attributes",
  "event-target",
  "interface-shape",
  "garbage",
  // Last, because Chromium delays connections after many that failed, unless more have succeeded.
  "constructor-url",
];
