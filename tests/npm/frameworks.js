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

/** Mounts twice, as React does in its strict mode. */
export const useEffect = (effect) => {
  effect()();
  disposals.push(effect());
};

const mounted = [];

/** Runs what the recipe of a framework has left for when its component is on the page. */
export const mount = () => mounted.splice(0).forEach((call) => call());

export const onMounted = (call) => mounted.push(call);

export const onMount = (call) => mounted.push(() => disposals.push(call()));

export const onScopeDispose = (call) => disposals.push(call);

export const shallowRef = (value) => ({ value });

export const writable = (value) => {
  const subscribers = new Set();
  return {
    update(change) {
      value = change(value);
      subscribers.forEach((run) => run(value));
    },
    subscribe(run) {
      subscribers.add(run);
      run(value);
      return () => subscribers.delete(run);
    },
  };
};
