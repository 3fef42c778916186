// The tests that Sockline fails, because it must or is meant to. docs/differences.md has the
// reason of each.
export const DIFFERENCES = [
  "events-order: every event is trusted",
  "events-order: promises settle between two listeners of one event",
  "constructor-url: a function is taken as its string",
  "send-types: further arguments are ignored",
  "send-types: nothing is returned",
  "close-event: has no properties of its own but isTrusted",
];
