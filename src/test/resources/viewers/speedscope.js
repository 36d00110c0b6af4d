// Usage: node speedscope.js DIR FILE...
//
// Reads each file with the importer of speedscope, which is in DIR. Prints a line for each file, with its format and the total
// weight of its samples.
const fs = require("fs"), path = require("path");

const [folder, ...files] = process.argv.slice(2);
const program = fs.readdirSync(folder).find(name => /^speedscope-.*\.js$/.test(name));
const code = fs.readFileSync(path.join(folder, program), "utf8");
// speedscope is one script, and its importer is not public. The script loads the importer just before it builds its page, so the
// rest of the script is cut off.
const loads = /var (\w+)=Promise\.resolve\(\)\.then\(\(\)=>\(\w+\(\),\w+\)\);/.exec(code);
globalThis.window = {location: {hash: "", protocol: "file:"}, addEventListener() {}, localStorage: {}};
globalThis.matchMedia = () => ({matches: false, addEventListener() {}});
(0, eval)(code.slice(0, loads.index + loads[0].length) + `globalThis.importer = ${loads[1]}; })();`);

const log = console.log;
let format = "";
console.log = said => format = said.toString();

async function read(file) {
  const bytes = fs.readFileSync(file);
  const {importProfilesFromArrayBuffer} = await globalThis.importer;
  const group = await importProfilesFromArrayBuffer("trace", bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const weight = group.profiles.reduce((sum, profile) => sum + profile.getTotalNonIdleWeight(), 0);
  log(format + ": " + weight);
}

files.reduce((before, file) => before.then(() => read(file)), Promise.resolve());
