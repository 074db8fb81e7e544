// What the page does: it judges the cases that stand in it by the module that was chosen.

import { about, judge } from "./duly.mjs";

/** Makes a page ready: its document, and what fetches a text that lies beside it. */
export const ready = async (document, fetch) => {
  const of = (id) => document.getElementById(id);
  const cell = (text) => Object.assign(document.createElement("td"), { textContent: text });
  const line = (row) => {
    const made = document.createElement("tr");
    const { due, done, marks } = row;
    const all = [row.case, row.duty, row.status, due ?? "", done ?? "", marks.join(", ")];
    made.append(...all.map(cell));
    return made;
  };
  of("cases").value = await (await fetch("cases.json")).text();
  document.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    // What was judged before says nothing of what is asked now.
    of("wrong").textContent = "";
    of("said").textContent = "";
    document.querySelector("table").hidden = true;
    try {
      const module = await WebAssembly.compile(await of("module").files[0].arrayBuffer());
      const said = about(module);
      const rows = await judge(module, JSON.parse(of("cases").value), of("day").value);
      document.querySelector("tbody").replaceChildren(...rows.map(line));
      document.querySelector("table").hidden = false;
      of("said").textContent = `${said.title}, version ${said.version}: ${rows.length} rows`;
    } catch (error) {
      of("wrong").textContent = `This cannot be judged: ${error.message}`;
    }
  });
};
