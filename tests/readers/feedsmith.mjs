// Fetches a feed, reads it with feedsmith of npm and prints what it found.
// node feedsmith.mjs FOLDER URL, where FOLDER has feedsmith in its node_modules.
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, url] = process.argv.slice(2);
const { parseFeed } = createRequire(join(folder, "package.json"))("feedsmith");
const answer = await fetch(url, { signal: AbortSignal.timeout(20_000) });
if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
console.log(JSON.stringify(parseFeed(await answer.text())));
