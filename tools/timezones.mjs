// Writes core/kql/timezones/zones.txt from the IANA time zone database: `node tools/timezones.mjs [tzdata.zi]`.
// A line: name, its offsets in seconds, the first being the oldest; then each turn of the clock as seconds since the
// one before (the first since 1970) in base 36 and the letter of the offset it turns to; ~ the rule of later years:
// standard and daylight offset, month.week.weekday.seconds of either's begin. Or name =NAME.
// Needs zic; run by hand when a new release of the database is wanted, never by the build.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const source = process.argv[2] ?? '/usr/share/zoneinfo/tzdata.zi';

// A TZif file: the 64-bit block and the rule at its foot.
function readZone(bytes) {
  const counts = (at) => [0, 1, 2, 3, 4, 5].map((i) => bytes.readUInt32BE(at + 20 + 4 * i));
  const [ut, std, leap, times, types, chars] = counts(0);
  const head = 44 + times * 5 + types * 6 + chars + leap * 8 + std + ut;
  const [ut2, std2, leap2, times2, types2, chars2] = counts(head);
  let at = head + 44;
  const when = [...Array(times2)].map((_, i) => Number(bytes.readBigInt64BE(at + 8 * i)));
  at += 8 * times2;
  const which = [...bytes.subarray(at, at + times2)];
  at += times2;
  const offsets = [...Array(types2)].map((_, i) => bytes.readInt32BE(at + 6 * i));
  const foot = bytes.subarray(at + 6 * types2 + chars2 + 12 * leap2 + std2 + ut2).toString().trim();
  return { first: offsets[0], turns: when.map((time, i) => [time, offsets[which[i]]]), foot };
}

const seconds = (text) => {
  const [hours, minutes = '0', rest = '0'] = text.replace(/^[-+]/, '').split(':');
  return (text.startsWith('-') ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(rest));
};

// CET-1CEST,M3.5.0,M10.5.0/3 -> " ~3600,7200,3.5.0.7200,10.5.0.10800"; nothing where the clock stays as it is.
function rule(foot) {
  const name = '(?:<[^>]+>|[A-Za-z]+)';
  const [, standard, daylight, begin, end] = foot.match(`^${name}([-+0-9:]+)(?:${name}([-+0-9:]*),(.*),(.*))?$`);
  if (begin === undefined) return '';
  const base = -seconds(standard);
  const day = (text) => {
    const [, month, week, weekday, time] = text.match(/^M(\d+)\.(\d)\.(\d)(?:\/(.*))?$/);
    return `${month}.${week}.${weekday}.${seconds(time ?? '2')}`;
  };
  return ` ~${base},${daylight === '' ? base + 3600 : -seconds(daylight)},${day(begin)},${day(end)}`;
}

const folder = mkdtempSync(join(tmpdir(), 'zones-'));
execFileSync('zic', ['-b', 'slim', '-d', folder, source]);
const text = readFileSync(source, 'utf8');
const lines = [];
for (const [kind, name, other] of text.split('\n').map((line) => line.split(' '))) {
  if (kind === 'L') lines.push(`${other} =${name}`);
  if (kind !== 'Z') continue;
  const zone = readZone(readFileSync(join(folder, name)));
  const offsets = [...new Set([zone.first, ...zone.turns.map(([, to]) => to)])];
  if (offsets.length > 26) throw new Error(`${name} has more offsets than letters`);
  let last = 0;
  let offset = zone.first;
  // The last one stays even where it changes only the name: the rule begins behind it.
  const turns = zone.turns.filter(([, to], i) => {
    const turned = to !== offset || i === zone.turns.length - 1;
    offset = to;
    return turned;
  });
  const packed = turns.map(([time, to]) => {
    const step = time - last;
    last = time;
    return ` ${step.toString(36)}${String.fromCharCode(65 + offsets.indexOf(to))}`;
  });
  lines.push(`${name} ${offsets.join(',')}${packed.join('')}${rule(zone.foot)}`);
}
rmSync(folder, { recursive: true });
const release = text.match(/^# version (\S+)/)[1];
writeFileSync('core/kql/timezones/zones.txt', `# IANA time zone database ${release} (public domain); written by tools/timezones.mjs, which says how to read it
${lines.sort((a, b) => (a.split(' ')[0] < b.split(' ')[0] ? -1 : 1)).join('\n')}
`);
