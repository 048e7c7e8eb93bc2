import { setTimeout as sleep } from 'node:timers/promises';
import { sendersTo } from './engine';
import { Service } from './service';
import { compare, itemsOf, messagesTo } from './sending/messages';
import { sendWithUndici } from './sending/floor';
async function main() {
	const service = await Service.start();
	const senders = await sendersTo(service, () => {});
	const { Pace } = require('/tmp/pace/dist/nodes/WhatsAppGroups/api/pace.js');
	const P = Pace.prototype; const old = P.learn; let t0 = 0;
	P.learn = function (st: any, now: number) {
		const b = { limit: this.limit, proven: this.proven, burst: this.burst, m: this.marginMs, level: this.level };
		const seen = this.takenBefore(st, 1000), seen11 = this.takenBefore(st, 1100), once = this.takenBefore(st, 50);
		old.call(this, st, now);
		console.log('  ', (now - t0).toFixed(0), 'started', (st.at - t0).toFixed(0), 'seen', seen, seen11, once, JSON.stringify(b), '->', JSON.stringify({ limit: this.limit, proven: this.proven, burst: this.burst, m: this.marginMs }));
	};
	const [, , latency = '20', limit = '80', count = '800', groups = '200', floor = '1'] = process.argv;
	const run = async (name: string, f: (m: any) => Promise<unknown>) => {
		const ids = await service.reset(+groups); await service.latency(+latency); await service.limit(+limit); await sleep(2000);
		const m = messagesTo(ids, +count); t0 = performance.now(); const cpu = process.cpuUsage();
		await f(m);
		const c = process.cpuUsage(cpu);
		console.log(name, ((performance.now() - t0) / 1000).toFixed(2), 'cpu', ((c.user + c.system) / 1e6).toFixed(2), 'refused', (await service.requests()).filter((r) => r.status === 429).length, JSON.stringify(compare(m, await service.sent())));
		const at = (await service.requests()).filter((r) => r.status === 200 && r.path === '/messages').map((r) => r.at); const b0 = at[0];
		const buckets: Record<string, number> = {}; for (const a of at) { const k = Math.floor((a - b0) / 100) / 10; buckets[k] = (buckets[k] ?? 0) + 1; }
		console.log('   ', JSON.stringify(buckets).replaceAll('"', ''));
	};
	if (floor === '1') await run('floor', async (m) => await sendWithUndici(service, m, { perSecond: +limit, latencyMs: +latency }));
	const ours = senders.ours();
	for (let i = 0; i < 3; i++) await run(`ours ${i}`, async (m) => await ours(itemsOf(m)));
	await service.stop();
}
void main();
