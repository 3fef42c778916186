export const make = (url) => new WebSocket(url);
