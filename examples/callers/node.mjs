// Calls a compiled pack from Node, without any package: docs/abi.md says what it relies on.
//
//   duly compile statute/care-planning-regulations-2010 -o pack.wasm
//   node examples/callers/node.mjs pack.wasm examples/callers/cases.json 2026-11-22

import { readFile } from "node:fs/promises";
import { judge } from "./duly.mjs";

const [file, cases, day] = process.argv.slice(2);
if (!day) {
  console.error("usage: node node.mjs pack.wasm cases.json 2026-11-22");
  process.exit(2);
}
const module = await WebAssembly.compile(await readFile(file));
const rows = await judge(module, JSON.parse(await readFile(cases, "utf8")), day);
for (const row of rows) {
  const marks = row.marks.join(", ") || "-";
  console.log([row.case, row.duty, row.status, row.due ?? "-", row.done ?? "-", marks].join("\t"));
}
