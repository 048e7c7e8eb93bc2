/** Writes what `generated.ts` makes: run it by `npm run docs` after a change of the operations. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { documents, schemaFiles } from './generated.ts';
import { simulatorReadmeWithGenerated } from '../test/simulator/readme.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

rmSync(path.join(root, 'nodes/WhatsAppGroups/__schema__'), { recursive: true, force: true });
for (const [file, content] of schemaFiles()) {
	mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
	writeFileSync(path.join(root, file), content);
}

const written = documents((file) => readFileSync(path.join(root, file), 'utf8'));
for (const [file, content] of written) writeFileSync(path.join(root, file), content);

const simulatorReadme = path.join(root, 'test/simulator/README.md');
const text = await simulatorReadmeWithGenerated(readFileSync(simulatorReadme, 'utf8'));
const style = { ...(await resolveConfig(simulatorReadme)), filepath: simulatorReadme };
writeFileSync(simulatorReadme, await format(text, style));

const names = [...written.keys(), 'test/simulator/README.md'].join(', ');
console.log(`Wrote ${schemaFiles().size} schemas, and what is generated in ${names}.`);
