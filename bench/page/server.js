// The companion server's addresses.

/** A WebSocket of the server that has served this page. */
export const at = (path) => `ws://${location.host}${path}`;
