// What `call` of the WebAssembly does, as `pkg/src/commands.rs` numbers it.

export const RECONNECT = 0;
export const CLEAR_QUEUE = 1;
export const STATS = 2;
export const OPENED = 3;
export const ERRED = 4;
export const FIRED = 5;
export const TOLD = 6;
export const PAGED = 7;
export const RESOLVED = 8;
export const LOST = 9;
export const RECEIVED = 10;
export const STATE = 11;
export const QUEUED_MESSAGES = 12;
export const QUEUED_BYTES = 13;
export const IS_DRAINED = 14;
export const WATCH = 15;
export const CLOSE = 16;
