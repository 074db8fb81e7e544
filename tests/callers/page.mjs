// The page of `examples/callers` without a browser: its own script, on a document that has
// just what it asks for. Prints the rows that it shows.
//
//   node tests/callers/page.mjs pack.wasm cases.json 2026-11-22

import { readFile } from "node:fs/promises";
import { ready } from "../../examples/callers/page.mjs";

const [file, cases, day] = process.argv.slice(2);
const html = await readFile(new URL("../../examples/callers/page.html", import.meta.url), "utf8");
const bytes = await readFile(file);

const element = () => ({
  hidden: true,
  textContent: "",
  value: "",
  children: [],
  append(...more) {
    this.children.push(...more);
  },
  replaceChildren(...all) {
    this.children = all;
  },
  addEventListener(name, what) {
    this[`on${name}`] = what;
  },
});
const known = new Map();
const find = (name, sign) => {
  if (!html.includes(sign)) throw new Error(`the page has no ${name}`);
  if (!known.has(name)) known.set(name, element());
  return known.get(name);
};
const document = {
  getElementById: (id) => find(`#${id}`, `id="${id}"`),
  querySelector: (name) => find(name, `<${name}`),
  createElement: element,
};
const fetched = (name) => {
  if (name !== "cases.json") throw new Error(`${name} does not lie beside the page`);
  return { text: () => readFile(cases, "utf8") };
};

await ready(document, fetched);
const { onsubmit } = document.querySelector("form");
document.getElementById("day").value = day;
const submit = async (module) => {
  document.getElementById("module").files = [{ arrayBuffer: async () => module }];
  await onsubmit({ preventDefault() {} });
};

// What is no module is told, and the next one is judged all the same.
await submit(new Uint8Array([1, 2, 3]));
const wrong = document.getElementById("wrong");
if (!wrong.textContent.startsWith("This cannot be judged: ")) throw new Error("nothing was told");
await submit(bytes);
if (wrong.textContent) throw new Error(wrong.textContent);
if (document.querySelector("table").hidden) throw new Error("the table is not shown");
for (const row of document.querySelector("tbody").children) {
  console.log(row.children.map((cell) => cell.textContent || "-").join("\t"));
}
