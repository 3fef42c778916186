// Gives the variables of a minified module other letters, so that gzip finds more that it has seen
// before: minifiers deal them out to each function by itself. No name gets longer or shorter, and what
// a map says of the text holds on.
import { minify } from "terser";
import { size } from "./exchange.mjs";

const AS_IT_IS = { module: true, ecma: 2022, compress: false, mangle: false };

/** The letters that are tried, those first that terser deals out first: more take long, and find little. */
const LETTERS = [..."tesnirohacuflpdm"];

/** All scopes of a module, with terser's own books on them, and where `{ a }` says two things in short. */
async function read(code) {
  const { ast } = await minify(code, { ...AS_IT_IS, format: { ast: true, code: false } });
  ast.figure_out_scope({ module: true });
  const scopes = [];
  const short = new Set();
  const visitor = {
    directives: {},
    push() {},
    pop() {},
    _visit(node, descend) {
      if (node.block_scope) scopes.push(node.block_scope);
      if (node.enclosed && node.variables) scopes.push(node);
      if (node.key && node.value?.start?.pos === node.start.pos) short.add(node.start.pos);
      descend?.call(node);
    },
  };
  ast.walk(visitor);
  return { scopes, short };
}

/** A variable that has a letter, and all places of the text that name it. */
class Variable {
  /** Variables that must not have the same letter, because a scope knows both. */
  others = new Set();
  /** Nor these, which belong to what keeps its name. */
  taken = new Set();

  constructor({ name, orig, references }) {
    this.letter = name;
    this.places = [...new Set([...orig, ...references].map(({ start }) => start.pos))];
  }

  canHave(letter) {
    return !this.taken.has(letter) && [...this.others].every((other) => other.letter !== letter);
  }
}

/** Those that may have another letter. */
async function variablesOf(code) {
  const { scopes, short } = await read(code);
  const variables = new Map();
  for (const definition of scopes.flatMap((scope) => [...scope.variables.values()])) {
    const variable = new Variable(definition);
    const isFree = (place) => code[place] === definition.name && !short.has(place);
    if (variable.places.every(isFree)) variables.set(definition, variable);
  }
  for (const { enclosed, variables: own } of scopes) {
    const known = [...new Set([...enclosed, ...own.values()])];
    for (const definition of known) {
      const variable = variables.get(definition);
      for (const other of known) {
        if (!variable || other === definition) continue;
        if (variables.has(other)) variable.others.add(variables.get(other));
        else variable.taken.add(other.name);
      }
    }
  }
  return [...variables.values()];
}

/** Gives the module's text with other letters. */
export async function rename(code) {
  const variables = await variablesOf(code);
  const text = Buffer.from(code, "latin1");
  const give = (variable, letter) => {
    variable.letter = letter;
    for (const place of variable.places) text.write(letter, place, "latin1");
  };
  /** Gives a letter to one, and its letter to those that have been in its way; whether that may be. */
  const exchange = (variable, letter) => {
    const before = variable.letter;
    const inTheWay = [...variable.others].filter((other) => other.letter === letter);
    give(variable, letter);
    inTheWay.forEach((other) => give(other, before));
    return [variable, ...inTheWay].every((each) => each.canHave(each.letter));
  };
  let smallest = size(text);
  for (const variable of variables) {
    for (const letter of LETTERS) {
      const before = new Map([variable, ...variable.others].map((each) => [each, each.letter]));
      const now = exchange(variable, letter) ? size(text) : Infinity;
      if (now < smallest) smallest = now;
      else before.forEach((letter, each) => each.letter !== letter && give(each, letter));
    }
  }
  const result = text.toString("latin1");
  const [one, other] = await Promise.all(
    [code, result].map((module) => minify(module, { ...AS_IT_IS, mangle: true })),
  );
  if (one.code !== other.code) throw new Error("other letters have made it another module");
  return result;
}
