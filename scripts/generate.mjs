/** Writes what `generated.ts` makes: run it by `npm run docs` after a change of the operations. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { errorsDocument, readmeWithGenerated, schemaFiles } from './generated.ts';
import { simulatorReadmeWithGenerated } from '../test/simulator/readme.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

rmSync(path.join(root, 'nodes/WhatsAppGroups/__schema__'), { recursive: true, force: true });
for (const [file, content] of schemaFiles()) {
	mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
	writeFileSync(path.join(root, file), content);
}

const readme = path.join(root, 'README.md');
writeFileSync(readme, readmeWithGenerated(readFileSync(readme, 'utf8')));
writeFileSync(path.join(root, 'docs/errors.md'), errorsDocument());

const simulatorReadme = path.join(root, 'test/simulator/README.md');
writeFileSync(
	simulatorReadme,
	await simulatorReadmeWithGenerated(readFileSync(simulatorReadme, 'utf8')),
);
console.log(`Wrote ${schemaFiles().size} schemas, the README's tables and docs/errors.md.`);
