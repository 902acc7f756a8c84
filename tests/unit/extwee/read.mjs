// Reads Twee 3 from the standard input as extwee does; prints the story as JSON.
import { readFileSync } from "node:fs";
import { parseTwee } from "extwee";

const story = parseTwee(readFileSync(0, "utf8"));
console.log(JSON.stringify({
  name: story.name, ifid: story.IFID, format: story.format, start: story.start,
  passages: story.passages.map(({ name, text }) => ({ name, text })),
}));
