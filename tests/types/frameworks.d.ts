// As much of other packages as the recipes of the README take.

declare module "react" {
  export function useEffect(effect: () => void | (() => void), dependencies: unknown[]): void;
  export function useState(initial: unknown): [any, (next: any) => void];
}

declare module "vue" {
  export function onMounted(mounted: () => void): void;
  export function onScopeDispose(dispose: () => void): void;
  export function shallowRef(value: unknown): { value: any };
}

declare module "svelte" {
  export function onMount(mounted: () => () => void): void;
}

declare module "svelte/store" {
  export function writable(value: any[]): {
    update(change: (value: any[]) => any[]): void;
    subscribe(run: (value: any[]) => void): () => void;
  };
}

declare module "ws" {
  export const WebSocket: new (url: string, protocols?: string | string[]) => object;
}
