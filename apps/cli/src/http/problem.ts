import { isJsonObject, printJson, type JsonObject, type JsonValue } from '@heksher/domain';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { printable, timeText } from '../output/text.js';

/** A fault in a problem. */
export interface ProblemFault {
  pointer?: string;
  parameter?: string;
  message: string;
}

/** A refusal of the service. */
export class Refusal extends Failure {
  constructor(
    readonly status: number,
    readonly problem: JsonObject,
    message: string,
    details: readonly string[],
  ) {
    super(exitCodeOf(status), message, details);
    this.name = 'Refusal';
  }

  /** The faults of the request, each with its place. */
  get faults(): ProblemFault[] {
    const { errors } = this.problem;
    return Array.isArray(errors) ? (errors as unknown as ProblemFault[]) : [];
  }
}

/** What a status means to the caller of the command. */
export function exitCodeOf(status: number): ExitCode {
  if (status === 412) return EXIT.stale;
  if ([408, 429, 502, 503, 504].includes(status)) return EXIT.unreachable;
  return status >= 500 && status !== 507 ? EXIT.fault : EXIT.refused;
}

/** The failure of a response that is no success. `describeFault` may show the place of a fault in a file. */
export function refusalOf(
  status: number,
  body: JsonValue | undefined,
  describeFault: (fault: ProblemFault) => string = describePlace,
): Refusal {
  const problem = isJsonObject(body) ? body : {};
  const { title, detail } = problem;
  const heading = `${typeof title === 'string' ? printable(title) : 'refused'} (${status})`;
  // People see changes and no list of operations, so the place of one in it tells them nothing.
  const message =
    typeof detail === 'string' ? `${heading}: ${printable(detail.replace(/^operation \d+: /, ''))}` : heading;
  return new Refusal(status, problem, message, [
    ...faultsIn(problem, message, describeFault),
    ...latestIn(problem),
    ...conflictsIn(problem),
    ...adviceOn(status),
    ...requestIn(problem),
  ]);
}

function faultsIn({ errors }: JsonObject, message: string, describeFault: (fault: ProblemFault) => string): string[] {
  if (!Array.isArray(errors)) return [];
  const faults = errors as unknown as ProblemFault[];
  const [only] = faults;
  // The message says the same, and a command of one operation has no place in it.
  const isRepeated = faults.length === 1 && only && isNoPlace(only) && message.endsWith(printable(only.message));
  if (isRepeated && describeFault === describePlace) return [];
  return faults.map((fault) => printable(describeFault(fault)));
}

function isNoPlace({ pointer, parameter }: ProblemFault): boolean {
  return parameter === undefined && (pointer === undefined || pointer === '/operations/0');
}

/** A fault with its place in the request. */
export function describePlace({ pointer, parameter, message }: ProblemFault): string {
  const place = pointer ?? parameter;
  return place === undefined || place === '' ? message : `${place}: ${message}`;
}

interface Latest {
  sequence: number;
  at: string;
  actor: string | null;
  action: string;
}

/** The changes that were made after the state was read, and who made them. */
function latestIn({ changes }: JsonObject): string[] {
  if (!Array.isArray(changes)) return [];
  const latest = changes as unknown as Latest[];
  const first = Math.min(...latest.map(({ sequence }) => sequence));
  return [
    ...latest.map(
      ({ sequence, at, actor, action }) =>
        `change ${sequence}, ${timeText(at)}, by ${printable(actor ?? 'nobody known')}: ${printable(action)}`,
    ),
    ...(latest.length > 0 ? [`What they did: heksher log --since ${first - 1} --details`] : []),
  ];
}

interface Conflict {
  setting: string | null;
  rule_id?: number;
  attribute: string;
  expected: JsonValue;
  actual: JsonValue;
  changed_by: number[];
}

/** What has been changed again since the change that is to be undone. */
function conflictsIn({ conflicts }: JsonObject): string[] {
  if (!Array.isArray(conflicts)) return [];
  return (conflicts as unknown as Conflict[]).map(({ setting, rule_id, attribute, expected, actual, changed_by }) => {
    const thing = [setting, rule_id === undefined ? undefined : `rule ${rule_id}`, attribute].filter(Boolean).join(' ');
    const culprits = changed_by.length === 0 ? '' : `, since change ${changed_by.join(', ')}`;
    return printable(`${thing}: ${printJson(expected)} is needed, but it is ${printJson(actual)}${culprits}`);
  });
}

function adviceOn(status: number): string[] {
  if (status !== 401) return [];
  return ['A token comes from HEKSHER_TOKEN, HEKSHER_TOKEN_FILE or --token-file.'];
}

function requestIn({ request_id }: JsonObject): string[] {
  return typeof request_id === 'string' ? [`request id: ${printable(request_id)}`] : [];
}
