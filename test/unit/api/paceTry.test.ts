import { Process, slidingWindow, floorMs, tokenBucket, countingAll, fixedWindow, unlimited } from './limitedService';
import { VirtualTime } from './virtualTime';
test('try', async () => {
	const rows: string[] = [];
	for (const [name, make] of Object.entries({ sliding: slidingWindow }))
	for (const [limit, latencyMs, calls] of [[80, 20, 800], [80, 150, 800], [80, 300, 800], [80, 500, 800], [80, 1000, 800], [1000, 150, 5000], [20, 150, 400], [250, 150, 2000]]) {
		const clock = new VirtualTime(3);
		const p = new Process(clock, { limiter: make(limit), latencyMs, jitter: 0 });
		const groups = limit > 500 ? 1000 : 200;
		const res = await clock.run((async () => [await p.execution(calls, { groups }), await (clock.sleep(2000).then(() => p.execution(calls, { groups }))), await (clock.sleep(2000).then(() => p.execution(calls, { groups })))])());
		const f = floorMs(calls, limit, latencyMs);
		rows.push(`${name} ${limit}/s ${latencyMs}ms: ` + res.map((r) => `${(r.ms / f).toFixed(3)}x ref ${(100*r.refused / calls).toFixed(1)}% fail ${r.failed} inf ${r.inFlight} dis ${r.disordered}`).join(' | '));
	}
	for (const latencyMs of [150, 1000]) {
		const clock = new VirtualTime(3);
		const p = new Process(clock, { limiter: slidingWindow(80), latencyMs, jitter: 0 });
		const run = async () => { const b = clock.now(); const five = await Promise.all([1,2,3,4,5].map(async () => await p.execution(160))); return [clock.now() - b, five.reduce((s, r) => s + r.refused, 0)]; };
		const one = await clock.run(run()); await clock.run(clock.sleep(2000)); const two = await clock.run(run()); await clock.run(clock.sleep(2000));
		rows.push(`five at once ${latencyMs}: ${one[0] / floorMs(800, 80, latencyMs)} ref ${one[1]} | ${two[0] / floorMs(800, 80, latencyMs)} ref ${two[1]}`);
		const big = p.execution(5000); const small = (async () => { await clock.sleep(3000); return await p.execution(3); })();
		const s = await clock.run(small);
		rows.push(`3 beside 5000: ${s.ms}`);
		await clock.run(big);
	}
	console.log(rows.join('\n'));
}, 600000);
