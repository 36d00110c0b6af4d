// Extracts the texts that people read, other than documents, for the linter: help, messages and page texts. For each source file
// NAME, writes a file NAME.lines with the same number of lines. A line contains only the string literals or the page text of that
// line of the source. So a line number that the linter reports is also the line number in the source.
// Usage: node extract.mjs FOLDER OUTPUT [JAR]
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const [root, output, jar] = process.argv.slice(2);
const WORDS = 4; // literals with fewer words are names, not texts

function* files(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

const isText = text => text.split(/\s+/).filter(word => /^[A-Za-z][a-z'’]*[.,;:]?$/.test(word)).length >= WORDS;

/** The string literals in a line of code that look like texts. Lines that are comments have none. */
function literals(line) {
  if (/^\s*(\*|\/\/|\/\*|#)/.test(line)) return '';
  const found = line.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g) ?? [];
  return found.map(text => text.slice(1, -1).replace(/\\n/g, ' ').replace(/\\(.)/g, '$1')).filter(isText).join(' ');
}

/** The text between the tags of a page. */
function pageText(line) {
  const text = line
    .replace(/<#--.*?-->/g, '')
    .replace(/<\/?[#@a-z][^>]*>/gi, ' ')
    .replace(/\$\{[^}]*\}/g, 'N')
    .replace(/&[a-z]+;|&#\d+;/g, ' ')
    .trim();
  return isText(text) ? text : '';
}

/** The value of a key in an overlay or a schema, if people see the value. */
function described(line) {
  const text = /^\s*"?(?:description|frames|caveat|cure|reason|what|meaning|title)"?: *(.+?),?$/.exec(line)?.[1] ?? '';
  return isText(text) ? text.replace(/^['"]|['"]$/g, '') : '';
}

const kinds = [
  { folder: 'src/main/java', ends: /\.java$/, text: literals },
  { folder: 'src/main/resources', ends: /\.(js|sh)$/, text: literals },
  { folder: 'src/main/resources', ends: /\.ftl$/, text: line => [pageText(line), literals(line)].join(' ') },
  { folder: 'src/main/resources', ends: /\.ya?ml$/, text: described },
  { folder: 'template-overlays', ends: /\.(sh|py|js|go|rb|cs|java|awk)(\.ftl)?$/, text: literals },
  { folder: 'template-overlays', ends: /\.(yml|json)$/, text: described },
  { folder: 'docs/schema', ends: /\.json$/, text: described },
];

rmSync(output, { recursive: true, force: true });
for (const { folder, ends, text } of kinds) {
  for (const path of files(join(root, folder))) {
    if (!ends.test(path)) continue;
    const lines = readFileSync(path, 'utf8').split('\n').map(line => text(line).trim());
    if (!lines.some(line => line)) continue;
    // Each line is a text of its own. Without a full stop, the linter would read adjacent lines as one sentence.
    const ended = lines.map(line => (line === '' || /[.!?:]$/.test(line) ? line : line + '.'));
    const target = join(output, relative(root, path) + '.lines');
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, ended.join('\n') + '\n');
  }
}

if (jar) {
  const help = (...command) => execFileSync('java', ['-jar', jar, ...command, '--help'], { encoding: 'utf8' });
  const pending = [[]];
  while (pending.length > 0) {
    const command = pending.shift();
    const text = help(...command);
    const [below] = (text.split(/^Commands:$/m)[1] ?? '').split('\n\n'); // examples follow after a blank line
    for (const [, name] of below.matchAll(/^ {2}([a-z][a-z-]*)\b/gm)) {
      if (name !== 'help') pending.push([...command, name]);
    }
    const target = join(output, 'help', ['faas-trace', ...command].join('-') + '.lines');
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
