// A compiled pack, called from JavaScript: in Node and in browsers alike.

const NEVER = 2147483647;
const NOT_KNOWN = -2147483648;

/** The day of a date such as 2026-11-22. */
const number = (date) => Math.round(Date.parse(`${date}T00:00:00Z`) / 86400000);
const date = (day) =>
  day === NEVER || day === NOT_KNOWN ? null : new Date(day * 86400000).toISOString().slice(0, 10);

/** What a module says of itself. */
export const about = (module) => {
  const [section] = WebAssembly.Module.customSections(module, "duly");
  if (!section) throw new Error("this is no module that duly made");
  const said = JSON.parse(new TextDecoder().decode(section));
  if (said.abi !== 1) throw new Error(`this caller knows layout 1, not ${said.abi}`);
  return said;
};

/**
 * What cases come to under a pack, as of the end of a day. A case is
 * {id, born, events: {name: [date]}, periods: {name: [{from, until}]}, facts: {name: value}}.
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
  for (const { what, name, word, values } of said.columns) {
    const starts = [0];
    const entries = [];
    for (const one of cases) {
      if (what === "event") {
        const days = (one.events?.[name] ?? []).map(number).sort((a, b) => a - b);
        entries.push(...days.map((day) => [day]));
      } else if (what === "period") {
        const periods = (one.periods?.[name] ?? []).map(({ from, until }) => [
          number(from),
          until ? number(until) : NEVER,
        ]);
        entries.push(...periods.sort((a, b) => a[0] - b[0]));
      } else if (one.facts?.[name] !== undefined) {
        const value = one.facts[name];
        const place = values.split(", ").indexOf(String(value));
        const coded = typeof value === "number" ? value : place < 0 ? NOT_KNOWN : place;
        const scaled = values === "thousandths" ? Math.round(value * 1000) : coded;
        entries.push([NOT_KNOWN, scaled]);
      }
      starts.push(entries.length);
    }
    if (entries.length === 0) continue; // nothing of it in any case
    columns[word] = put(starts);
    for (let part = 0; part < entries[0].length; part++) {
      columns[word + 1 + part] = put(entries.map((entry) => entry[part]));
    }
  }

  // Rows: more room, until there is enough.
  const table = base + 4 * words.length;
  const width = said.rows.length;
  for (let room = 64 * (cases.length + 16); ; room *= 2) {
    const end = table + 4 * (1 + width + width * room);
    const lacking = end - memory.buffer.byteLength;
    if (lacking > 0) memory.grow(Math.ceil(lacking / 65536));
    const all = new Int32Array(memory.buffer);
    all.set(columns, heap.value / 4);
    all.set(words, base / 4);
    const column = (place) => table + 4 * (1 + width) + 4 * place * room;
    all.set([room, ...said.rows.map((_, place) => column(place))], table / 4);
    const found = evaluate(number(asOf), cases.length, heap.value, table);
    if (found < 0) continue;
    const of = Object.fromEntries(said.rows.map((name, place) => [name, column(place) / 4]));
    const duties = new Map(said.duties.map((duty) => [duty.number, duty]));
    const rows = Array.from({ length: found }, (_, at) => {
      const bits = all[of.status + at];
      const status = said.statuses.findIndex((_, bit) => bits & (1 << bit));
      return {
        case: cases[all[of.case + at]].id,
        duty: duties.get(all[of.duty + at]).id,
        status: bits & said.undecided ? "not known" : said.statuses[status],
        trigger: date(all[of.trigger + at]),
        due: date(all[of.due + at]),
        done: date(all[of.done + at]),
      };
    });
    const order = new Map(cases.map((one, place) => [one.id, place]));
    return rows.sort((a, b) => order.get(a.case) - order.get(b.case));
  }
};
