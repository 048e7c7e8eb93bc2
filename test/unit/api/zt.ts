import { Process, slidingWindow, floorMs, tokenBucket, countingAll, fixedWindow, type Limiter } from './limitedService';
import { Pace } from '../../../nodes/WhatsAppGroups/api/pace';
import { VirtualTime } from './virtualTime';
const kinds: Record<string, (l: number) => Limiter> = { sliding: slidingWindow, fixed: fixedWindow, bucket: (l) => tokenBucket(l), small: (l) => tokenBucket(l, Math.max(1, l / 10)), counting: countingAll };
const [, , kind, limit, latency, jitter, calls] = process.argv;
async function main() {
	const clock = new VirtualTime(3);
	const P = Pace.prototype as any; const old = P.learn;
	P.learn = function (st: any, now: number) {
		const b = { limit: this.limit, proven: this.proven, burst: this.burst, m: this.marginMs, level: this.level };
		old.call(this, st, now);
		console.log(now.toFixed(0), 'started', st.at.toFixed(0), "seen", this.takenBefore(st, 1000), this.takenBefore(st, 50), JSON.stringify(b), '->', JSON.stringify({ limit: this.limit, proven: this.proven, burst: this.burst, m: this.marginMs }));
	};
	const p = new Process(clock, { limiter: kinds[kind](+limit), latencyMs: +latency, jitter: +jitter });
	await clock.run((async () => { for (let i = 0; i < 3; i++) { const r = await p.execution(+calls); console.log(i, clock.now(), r.ms / floorMs(+calls, +limit, +latency), r.refused, JSON.stringify(r.refusedPerSecond)); await clock.sleep(2000); } })());
}
void main();
