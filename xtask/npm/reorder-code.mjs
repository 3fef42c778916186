// Puts the functions of a minified module, and the methods of its classes, in another order, so that gzip
// finds what they have in common nearer by.
import { minify } from "terser";
import { search } from "./search.mjs";

const AS_IT_IS = { module: true, ecma: 2022, compress: false, mangle: false };

/** In some five seconds; more find little. */
const TRIALS = 25_000;

/** Statements or members of a class, each with what it is made of: places of the text, and lists in it. */
class List {
  constructor(items) {
    this.items = items;
  }

  /** Moves one that may stand anywhere; gives what takes that back. */
  change(random) {
    const before = this.items;
    const movable = before.filter((item) => item.isMovable);
    if (movable.length === 0) return undefined;
    const moved = movable[random(movable.length)];
    const others = before.filter((item) => item !== moved);
    this.items = others.toSpliced(random(others.length), 0, moved);
    return () => (this.items = before);
  }

  /** All places in order. */
  get places() {
    return this.items.flatMap(({ parts }) =>
      parts.flatMap((part) => (part instanceof List ? part.places : [part])),
    );
  }
}

/** Functions are there before anything runs, wherever they stand. */
const isFunction = ({ TYPE }) => TYPE === "Defun";

/**
 * A class that extends one of the platform's shows its users the order of its members, all but the private
 * ones.
 */
const isMethodOf =
  ({ extends: parent }) =>
  ({ TYPE, key }) =>
    /^Private(Method|Getter|Setter)$/.test(TYPE) ||
    (!parent && TYPE === "ConciseMethod" && key.name !== "constructor");

/** The lists of a module: the first is the module itself, in which the others are. */
async function listsOf(code) {
  const { ast } = await minify(code, { ...AS_IT_IS, format: { ast: true, code: false } });
  const classes = [];
  const visitor = {
    directives: {},
    push() {},
    pop() {},
    _visit(node, descend) {
      if (/Class$|ClassExpression/.test(node.TYPE) && node.properties.length > 1) classes.push(node);
      descend?.call(node);
    },
  };
  ast.walk(visitor);

  const starts = (nodes) => nodes.map(({ start }) => start.pos);
  const lists = [];
  /** A list of nodes that end where the next begins, with the lists that `inner` has for such places. */
  const listOf = (nodes, end, isMovable, inner) => {
    const all = starts(nodes);
    const items = nodes.map((node, index) => {
      const parts = [];
      let from = all[index];
      const to = all[index + 1] ?? end;
      for (const { place, list } of inner) {
        if (place.from < from || place.to > to) continue;
        parts.push({ from, to: place.from }, list);
        from = place.to;
      }
      return { parts: [...parts, { from, to }], isMovable: isMovable(node) };
    });
    const list = new List(items);
    lists.unshift(list);
    return list;
  };
  const inner = classes.map((node) => {
    const place = { from: node.properties[0].start.pos, to: node.end.pos };
    return { place, list: listOf(node.properties, place.to, isMethodOf(node), []) };
  });
  listOf(ast.body, code.length, isFunction, inner);
  return lists;
}

/** Gives the places of the text in their new order: each with where it begins and ends. */
export async function reorder(code) {
  const lists = await listsOf(code);
  const bytes = Buffer.from(code, "latin1");
  search(
    TRIALS,
    (random) => lists[random(lists.length)].change(random),
    () => Buffer.concat(lists[0].places.map(({ from, to }) => bytes.subarray(from, to))),
  );
  return lists[0].places;
}
