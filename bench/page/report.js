// What the page says to the command that has started its browser.

const address = new URLSearchParams(location.search).get("report");

const post = (word, body) => fetch(`${address}/${word}`, { method: "POST", body });

/** What it is about to do: who listens loses patience with a page that says nothing for long. */
export const tellProgress = (text) => post("progress", text);

export const tellFailure = (error) => post("failure", `${error?.stack ?? error}`);

export const tellFigures = (figures) => post("figures", JSON.stringify(figures));

/** What this page's process has taken so far, or `null` where the system does not tell. */
export const usage = async () => (await post("usage")).json();
