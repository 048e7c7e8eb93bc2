import type { Scenario } from '../scenario';
import { copies } from './copies';
import { changes } from './changes';
import { deaths } from './deaths';
import { executions } from './executions';
import { headers } from './headers';
import { siblings } from './siblings';
import { turns } from './turns';
import { upgrade } from './upgrade';

export const SCENARIOS: Scenario[] = [
	...copies,
	...siblings,
	...executions,
	...turns,
	...changes,
	...headers,
	...upgrade,
	...deaths,
];
