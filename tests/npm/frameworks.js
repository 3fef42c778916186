// As much of React, Vue and Svelte as the recipes of the README take.

const disposals = [];

/** Runs what the recipe of a framework has left for the end of its component. */
export const dispose = () => disposals.splice(0).forEach((call) => call?.());

export const useState = (initial) => {
  const state = [initial, (next) => (state[0] = typeof next === "function" ? next(state[0]) : next)];
  useState.states.push(state);
  return state;
};
useState.states = [];

export const useEffect = (effect) => disposals.push(effect());

const mounted = [];

/** Runs what the recipe of a framework has left for when its component is on the page. */
export const mount = () => mounted.splice(0).forEach((call) => call());

export const onMounted = (call) => mounted.push(call);

export const onScopeDispose = (call) => disposals.push(call);

export const shallowRef = (value) => ({ value });

export const readable = (initial, start) => ({
  subscribe(run) {
    let value = initial;
    const set = (next) => run((value = next));
    run(value);
    return start(set, (change) => set(change(value)));
  },
});
