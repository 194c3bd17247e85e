// The export that one writes in Node: export.mjs FILE. Sixteen requests in flight over kept
// connections, the leads in memory until all attributes are known, then the rows. It proves nothing.
import { createWriteStream } from "node:fs";
import { once } from "node:events";
import http from "node:http";

const { CONVERTALK_BASE_URL: base, CONVERTALK_TOKEN: token, CONVERTALK_BOT_ID: bot, CONVERTALK_CUSTOMER_ID: customer } = process.env;
const workers = 16;
const agent = new http.Agent({ keepAlive: true, maxSockets: workers });

function get(page) {
  const url = `${base}/inbox/direct/chats?botId=${bot}&customerId=${customer}&type=lead&page=${page}`;
  return new Promise((resolve, reject) => {
    http.get(url, { agent, headers: { "x-bot-token": token } }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => {
        try {
          if (answer.statusCode !== 200) throw new Error(`page ${page}: ${answer.statusCode}`);
          resolve(JSON.parse(Buffer.concat(parts).toString()).data);
        } catch (error) {
          reject(error);
        }
      });
    }).on("error", reject);
  });
}

const pages = [];
let next = 1;
async function work() {
  for (;;) {
    const page = next++;
    const leads = await get(page);
    if (leads.length === 0) return;
    pages[page] = leads;
  }
}
await Promise.all(Array.from({ length: workers }, work));

const keys = new Set();
for (const leads of pages) for (const lead of leads ?? []) for (const { key } of lead.profile.userDetails.attributes ?? []) keys.add(key);
const attributes = [...keys].sort();
const header = ["uuid", "name", "email", "dialCode", "phone", "status", "tags", "notes", "picture", "agentId", "city", "country", "gender",
  "createdAt", "updatedAt", "lastSeenAt", "isOnline", "websiteVisits", "lastMessageAt", "lastMessageBy", "lastMessageText", "id"];

const quote = (cell) => {
  const text = cell === undefined || cell === null ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
function row(lead) {
  const d = lead.profile.userDetails, phone = d.contact?.phone ?? {}, last = lead.lastMessage ?? {};
  const own = new Map((d.attributes ?? []).map(({ key, value }) => [key, value]));
  return [lead.uuid, d.name, d.contact?.email, phone.prefix && `+${phone.prefix}`, phone.number, lead.status, (d.tags ?? []).join(", "),
    (lead.profile.notes ?? []).map((n) => `${n.title}: ${n.description}`).join("\n"), d.picture, lead._agentAssigned, d.city, d.country, d.gender,
    lead.createdAt, lead.updatedAt, lead.lastSeenAt, lead.isOnline, lead.websiteVisits, last.at, last.by, last.text, lead._id,
    ...attributes.map((key) => own.get(key))].map(quote).join(",");
}

const out = createWriteStream(process.argv[2]);
out.write([...header, ...attributes.map((key) => `attributes.${key}`)].map(quote).join(",") + "\n");
for (const leads of pages) {
  if (!leads) continue;
  if (!out.write(leads.map((lead) => row(lead) + "\n").join(""))) await once(out, "drain");
}
out.end();
await once(out, "finish");
agent.destroy();
