import { Process, slidingWindow, floorMs, tokenBucket, countingAll, fixedWindow, type Limiter } from './limitedService';
import { VirtualTime } from './virtualTime';
const kinds: Record<string, (l: number) => Limiter> = { sliding: slidingWindow, fixed: fixedWindow, bucket: (l) => tokenBucket(l), small: (l) => tokenBucket(l, Math.max(1, l / 10)), counting: countingAll };
const only = process.argv[2];
async function main() {
	for (const [name, make] of Object.entries(kinds)) if (!only || only.includes(name))
	for (const [limit, calls, groups] of [[80, 800, 200], [1000, 10000, 2000], [20, 400, 200], [250, 2500, 500]]) for (const latencyMs of [20, 150, 300, 500, 1000]) {
		if (limit === 1000 && latencyMs !== 150) continue;
		if (limit !== 80 && latencyMs !== 150 ) continue;
		for (const jitter of [0, 0.2]) {
		const ex: number[][] = [[],[],[]]; const rf: number[][] = [[],[],[]]; let fail = 0, inf = 0, dis = 0;
		for (const seed of [1,2,3]) {
			const clock = new VirtualTime(seed);
			const p = new Process(clock, { limiter: make(limit), latencyMs, jitter });
			const res = await clock.run((async () => { const o = []; for (let i = 0; i < 3; i++) { o.push(await p.execution(calls, { groups })); await clock.sleep(2000); } return o; })());
			const f = floorMs(calls, limit, latencyMs);
			res.forEach((r, i) => { ex[i].push(r.ms / f); rf[i].push(100 * r.refused / calls); fail += r.failed; inf = Math.max(inf, r.inFlight); dis += r.disordered; });
		}
		const mx = (a: number[]) => Math.max(...a);
		console.log(`${name.padEnd(9)} ${limit}/s ${latencyMs}ms j${jitter}: ` + ex.map((e, i) => `${mx(e).toFixed(3)}x ${mx(rf[i]).toFixed(1)}%`).join(' | ') + ` fail ${fail} inf ${inf} dis ${dis}`);
		}
	}
}
void main();
