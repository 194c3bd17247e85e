// The import that one writes in Node: import.mjs FILE WORKERS. A small CSV parser, one request in
// flight a worker over kept connections. It waits where the server refuses, as that says; it checks nothing and writes no report.
import { readFileSync } from "node:fs";
import http from "node:http";

const { CONVERTALK_BASE_URL: base, CONVERTALK_TOKEN: token, CONVERTALK_BOT_ID: botId, CONVERTALK_CUSTOMER_ID: customerId } = process.env;
const [file, workers] = [process.argv[2], Number(process.argv[3])];
const agent = new http.Agent({ keepAlive: true, maxSockets: workers });

function* records(text) {
  let row = [], cell = "", quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[++i];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") { row.push(cell); cell = ""; }
    else if (c === "\n") { row.push(cell); yield row; row = []; cell = ""; }
    else cell += c;
  }
}

function put(lead) {
  const body = JSON.stringify(lead);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body), "x-bp-token": token };
  return new Promise((resolve, reject) => {
    const request = http.request(`${base}/inbox/direct/lead`, { method: "PUT", agent, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => {
        const text = Buffer.concat(parts).toString();
        if (answer.statusCode === 429) resolve(Number(answer.headers["retry-after"] ?? 1));
        else if (answer.statusCode === 200 && JSON.parse(text).success) resolve();
        else reject(new Error(`${answer.statusCode}: ${text}`));
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

const rows = records(readFileSync(file, "utf8"));
const header = rows.next().value;
async function work() {
  for (const row of { [Symbol.iterator]: () => ({ next: () => rows.next() }) }) {
    const lead = { botId, customerId }, attributes = [];
    header.forEach((column, i) => {
      if (row[i] === "") return;
      if (column.startsWith("attributes.")) attributes.push({ key: column.slice("attributes.".length), value: row[i] });
      else lead[column] = column === "tags" ? row[i].replaceAll(", ", ",") : row[i];
    });
    if (attributes.length > 0) lead.attributes = JSON.stringify(attributes);
    for (let wait = await put(lead); wait > 0; wait = await put(lead)) await new Promise((done) => setTimeout(done, wait * 1000));
  }
}
await Promise.all(Array.from({ length: workers }, work));
agent.destroy();
