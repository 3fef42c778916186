// Commands to the companion server. They act on one scope, named in the socket's
// URL, so that one visitor's restart does not disturb another.

/** What the controls can do for this URL: { scope } or { hint }. */
export function reach(typed) {
  if (!URL.canParse(typed, location.href)) return { hint: "Needs a valid URL above." };
  const url = new URL(typed, location.href);
  if (url.host !== location.host) return { hint: `Works only with this page’s own server, ${location.host}.` };
  const scope = url.searchParams.get("scope");
  return scope ? { scope } : { hint: "Add ?scope=NAME to the URL: the server breaks only that scope’s connections." };
}

export const drop = (scope) => command("drop", { scope });
export const restart = (scope, milliseconds) => command("restart", { scope, ms: milliseconds });

async function command(name, parameters) {
  const answer = await fetch(`/control/${name}?${new URLSearchParams(parameters)}`, { method: "POST" });
  if (!answer.ok) throw new Error(`the server answered ${answer.status} ${answer.statusText}`.trim());
}

/** A scope of this page load's own. */
export function newScope() {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => (byte % 36).toString(36)).join("");
}
