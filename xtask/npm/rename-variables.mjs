// Gives the variables and the private names of a minified module other letters, so that gzip finds more
// that it has seen before: minifiers deal them out to each function by itself. No name gets longer or
// shorter, and what a map says of the text holds on.
import { minify } from "terser";
import { besideTheSame, search } from "./search.mjs";

const AS_IT_IS = { module: true, ecma: 2022, compress: false, mangle: false };

const LETTERS = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_"];
/** In some ten seconds; more find little. */
const TRIALS = 150_000;
/** One in so many is of any letter, and the others of one that stands beside the same text. */
const AT_RANDOM = 10;

/**
 * All scopes of a module, with terser's own books on them; where `{ a }` says two things in short; and where
 * private names stand.
 */
async function read(code) {
  const { ast } = await minify(code, { ...AS_IT_IS, format: { ast: true, code: false } });
  ast.figure_out_scope({ module: true });
  const scopes = [];
  const short = new Set();
  const privateNames = new Map();
  const visitor = {
    directives: {},
    push() {},
    pop() {},
    _visit(node, descend) {
      if (node.block_scope) scopes.push(node.block_scope);
      if (node.enclosed && node.variables) scopes.push(node);
      if (node.key && node.value?.start?.pos === node.start.pos) short.add(node.start.pos);
      if (node.TYPE.startsWith("Private") || /^(DotHash|ClassPrivateProperty)$/.test(node.TYPE)) {
        // Where it is used it comes last, and where it is defined, after words like `get`.
        const place = code.indexOf("#", (node.TYPE === "DotHash" ? node.end : node.start).pos) + 1;
        const name = /^[\w$]+/.exec(code.slice(place))[0];
        privateNames.set(name, [...(privateNames.get(name) ?? []), place]);
      }
      descend?.call(node);
    },
  };
  ast.walk(visitor);
  return { scopes, short, privateNames };
}

/** What has a letter, and all places of the text that name it. */
class Variable {
  /** Variables that must not have the same letter, because a scope knows both. */
  others = new Set();
  /** Nor these, which belong to what keeps its name. */
  taken = new Set();

  constructor(name, places) {
    this.letter = name;
    this.places = [...new Set(places)];
  }

  /** All that exchange their letters if this one gets another: those in its way, those in theirs, and so on. */
  exchangedFor(letter) {
    const before = this.letter;
    const all = new Set([this]);
    for (const each of all) {
      const next = each.letter === before ? letter : before;
      if (each.taken.has(next)) return [];
      for (const other of each.others) if (other.letter === next) all.add(other);
    }
    return [...all];
  }
}

/**
 * What `catch` names and a variable of the function around it are one to terser, which compares at the end, if
 * they have the same name: those that have it keep it in common, and no others get it.
 */
function joinCaught(variables) {
  for (const [definition, caught] of variables) {
    if (definition.orig[0].TYPE !== "SymbolCatch") continue;
    const around = definition.scope.get_defun_scope().variables;
    const same = around.get(definition.name);
    if (!same) {
      for (const other of around.values()) keepApart(caught, other, variables);
    } else if (variables.has(same)) {
      variables.get(same).places.push(...caught.places);
      variables.set(definition, variables.get(same));
    } else {
      variables.delete(definition);
    }
  }
}

/** Neither may get the letter of the other, which may be one that keeps its name. */
function keepApart(variable, definition, variables) {
  const other = variables.get(definition);
  if (other) {
    variable.others.add(other);
    other.others.add(variable);
  } else {
    variable.taken.add(definition.name);
  }
}

/** Those that may have another letter. */
async function variablesOf(code) {
  const { scopes, short, privateNames } = await read(code);
  const variables = new Map();
  for (const definition of scopes.flatMap((scope) => [...scope.variables.values()])) {
    const { name, orig, references } = definition;
    const variable = new Variable(
      name,
      [...orig, ...references].map(({ start }) => start.pos),
    );
    const isFree = (place) => code[place] === name && !short.has(place);
    if (variable.places.length > 0 && variable.places.every(isFree)) variables.set(definition, variable);
  }
  joinCaught(variables);
  for (const { enclosed, variables: own } of scopes) {
    const known = [...new Set([...enclosed, ...own.values()])];
    for (const definition of known) {
      const variable = variables.get(definition);
      for (const other of known) {
        if (variable && variable !== variables.get(other)) keepApart(variable, other, variables);
      }
    }
  }
  // Those of several classes by one name stay so: what terser makes of them is compared at the end.
  const named = [...privateNames].map(([name, places]) => new Variable(name, places));
  const ofOneLetter = named.filter(({ letter }) => letter.length === 1);
  for (const each of ofOneLetter) each.others = new Set(ofOneLetter.filter((other) => other !== each));
  return [...new Set(variables.values()), ...ofOneLetter];
}

/** Gives the module's text with other letters. */
export async function rename(code) {
  const variables = await variablesOf(code);
  const places = variables.flatMap((variable) => variable.places.map((place) => ({ variable, place })));
  const text = Buffer.from(code, "latin1");
  const exchange = (all, one, other) => {
    for (const variable of all) {
      variable.letter = variable.letter === one ? other : one;
      for (const place of variable.places) text.write(variable.letter, place, "latin1");
    }
  };
  const change = (random) => {
    const { variable, place } = places[random(places.length)];
    const before = variable.letter;
    const letter = random(AT_RANDOM)
      ? String.fromCharCode(besideTheSame(text, place, random))
      : LETTERS[random(LETTERS.length)];
    if (letter === before || !LETTERS.includes(letter)) return undefined;
    const all = variable.exchangedFor(letter);
    exchange(all, before, letter);
    return all.length > 0 && (() => exchange(all, letter, before));
  };
  search(TRIALS, change, () => text);

  const result = text.toString("latin1");
  // terser deals its own names out by how frequent letters are, in private names too.
  const mangle = { nth_identifier: { get: (index) => `name${index}` } };
  const [one, other] = await Promise.all([code, result].map((module) => minify(module, { ...AS_IT_IS, mangle })));
  if (one.code !== other.code) throw new Error("other letters have made it another module");
  return result;
}
