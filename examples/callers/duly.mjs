// A compiled pack, called from JavaScript: in Node and in browsers alike.

const NEVER = 2147483647;
const NOT_KNOWN = -2147483648;
const NOT_SAID = -2147483647;

/** The day of a date such as 2026-11-22. */
const number = (date) => Math.round(Date.parse(`${date}T00:00:00Z`) / 86400000);
const date = (day) =>
  day === NEVER || day === NOT_KNOWN ? null : new Date(day * 86400000).toISOString().slice(0, 10);

/** What a module says of itself. */
export const about = (module) => {
  const [section] = WebAssembly.Module.customSections(module, "duly");
  if (!section) throw new Error("this is no module that duly made");
  const said = JSON.parse(new TextDecoder().decode(section));
  if (said.abi !== 3) throw new Error(`this caller knows layout 3, not ${said.abi}`);
  return said;
};

/** The occurrences of an event in a case, in order; each is {on, …facts}. */
const occurrences = (one, name) =>
  (one.events?.[name] ?? [])
    .map((event) => (typeof event === "string" ? { on: event } : event))
    .sort((a, b) => number(a.on) - number(b.on));

/** The number that stands for a value. */
const coded = (value, values) => {
  if (values === "itself") return value;
  if (values === "thousandths") return Math.round(value * 1000);
  if (values === "day") return number(value);
  const word = typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
  const place = values.split(", ").indexOf(word);
  return place < 0 ? NOT_KNOWN : place;
};

/** The entries of a case in a column, each the numbers of its words. */
const entries = (one, [what, name, , values, of]) => {
  if (what === "event") return occurrences(one, name).map(({ on }) => [number(on)]);
  if (what === "period") {
    const periods = (one.periods?.[name] ?? []).map(({ from, until }) => [
      number(from),
      until ? number(until) : NEVER,
    ]);
    return periods.sort((a, b) => a[0] - b[0]);
  }
  if (what === "detail") {
    return occurrences(one, of).map((event) =>
      event[name] === undefined ? [NOT_SAID] : [coded(event[name], values)],
    );
  }
  const value = one.facts?.[name];
  return value === undefined ? [] : [[NOT_KNOWN, coded(value, values)]];
};

/**
 * What cases come to under a pack, as of the end of a day. A case is
 * {id, born, events: {name: [date or {on: date, fact: value}]},
 *  periods: {name: [{from, until}]}, facts: {name: value}}.
 */
export const judge = async (module, cases, asOf) => {
  const said = about(module);
  const { memory, heap, eval: evaluate } = (await WebAssembly.instantiate(module)).exports;

  // Columns, written one after another from `heap` on.
  const columns = new Int32Array(said.words);
  const words = [];
  const base = heap.value + 4 * said.words;
  const put = (numbers) => {
    const at = base + 4 * words.length;
    for (const one of numbers) words.push(one);
    return at;
  };
  columns[1] = put(cases.map((one) => (one.born ? number(one.born) : NOT_KNOWN)));
  for (const column of said.columns) {
    const [what, , word] = column;
    const found = cases.map((one) => entries(one, column));
    const all = found.flat();
    if (all.length === 0) continue; // nothing of it in any case
    let next = word;
    if (what !== "detail") {
      let start = 0;
      columns[next++] = put([0, ...found.map((of) => (start += of.length))]);
    }
    for (let part = 0; part < all[0].length; part++) {
      columns[next++] = put(all.map((entry) => entry[part]));
    }
  }

  // Rows: more room, until there is enough.
  const table = base + 4 * words.length;
  const head = 1 + said.rows.length + said.plain;
  for (let room = 64 * (cases.length + 16); ; room *= 2) {
    let end = table + 4 * head;
    const of = {};
    for (const [name, bytes] of said.rows) {
      of[name] = end;
      end += 4 * Math.ceil((bytes * room) / 4);
    }
    const lacking = end - memory.buffer.byteLength;
    if (lacking > 0) memory.grow(Math.ceil(lacking / 65536));
    const all = new Int32Array(memory.buffer);
    all.set(columns, heap.value / 4);
    all.set(words, base / 4);
    all.set([room, ...Object.values(of)], table / 4);
    const found = evaluate(number(asOf), cases.length, heap.value, table);
    if (found < 0) continue;
    const column = ([name, bytes]) =>
      new (bytes === 1 ? Uint8Array : Int32Array)(memory.buffer, of[name], found);
    const rows = Object.fromEntries(said.rows.map((one) => [one[0], column(one)]));
    const duties = new Map(said.duties.map(([place, id]) => [place, id]));
    return Array.from({ length: found }, (_, at) => {
      const bits = rows.status[at];
      const status = said.statuses.findIndex((_, bit) => bits & (1 << bit));
      return {
        case: cases[rows.case[at]].id,
        duty: duties.get(rows.duty[at]),
        status: bits & said.undecided ? "not known" : said.statuses[status],
        trigger: date(rows.trigger[at]),
        due: date(rows.due[at]),
        done: date(rows.done[at]),
        marks: said.marks.filter((_, bit) => rows.flags[at] & (1 << bit)),
      };
    });
  }
};
