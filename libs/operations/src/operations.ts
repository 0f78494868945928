import { DomainError, withRuleIds, type Item, type Plan } from '@heksher/domain';
import {
  Deadline,
  NotBegun,
  REQUEST_MS,
  type Database,
  type PlanBase,
  type RulesetCache,
  type WriteAccess,
} from '@heksher/persistence';
import { recordOf } from './record.js';
import { Replays } from './replays.js';
import type { Carried, Replayed, Request } from './request.js';

/** Carries out plans. The service changes nothing in any other way. */
export class Operations {
  private readonly replays: Replays;

  constructor(
    private readonly database: Database,
    private readonly rulesets: RulesetCache,
  ) {
    this.replays = new Replays(database);
  }

  /**
   * Plans on what is cached, locks the head, plans again if what the plan touches has changed, writes and logs. A refusal,
   * and a plan that changes nothing, is decided on a state no older than the call, without the lock. Throws the refusal,
   * `conflict` if another program's write is in the way, and `unavailable`.
   */
  async carryOut(request: Request): Promise<Carried | Replayed> {
    const until = request.until ?? new Deadline(REQUEST_MS);
    const replayed = await this.replays.find(request.intent.idempotency, until);
    if (replayed !== undefined) return { replayed };
    await request.admit?.();
    let planned: Planned | Replayed | undefined = this.planOnCache(request);
    for (;;) {
      planned ??= await this.planOnCurrent(request, until);
      if ('replayed' in planned) return planned;
      const { base, plan } = planned;
      if (plan.isUnchanged || request.intent.isDryRun) {
        if (!request.intent.isDryRun && !request.isUsuallyUnchanged) this.database.writes.end(undefined);
        return { plan, base, sequence: request.intent.isDryRun ? base.sequence : undefined };
      }
      try {
        return await this.write(request, planned, until);
      } catch (error) {
        if (!(error instanceof NotBegun)) throw error;
        planned = undefined;
      }
    }
  }

  /** A plan on what is cached; undefined if that is not enough to decide. */
  private planOnCache(request: Request): Planned | undefined {
    const { touched, intent, isUsuallyUnchanged } = request;
    const base = intent.isDryRun || isUsuallyUnchanged ? undefined : this.rulesets.plans.peek(touched);
    const plan = base && tryPlan(request, base);
    return base && plan && { base, plan };
  }

  private async planOnCurrent(request: Request, until: Deadline): Promise<Planned | Replayed> {
    const base = await this.rulesets.plans.read(request.touched, until);
    try {
      return { base, plan: request.plan(base) };
    } catch (error) {
      // An equal request may have been carried out since it was looked for.
      const replayed = await this.replays.find(request.intent.idempotency, until);
      if (replayed !== undefined) return { replayed };
      throw request.intent.isDryRun ? error : this.database.writes.fail(error);
    }
  }

  private async write(request: Request, planned: Planned, until: Deadline): Promise<Carried | Replayed> {
    let { base, plan } = planned;
    const { plans } = this.rulesets;
    const prepare = () => {
      if (plans.isCurrent(base, request.touched)) return plan.newRules;
      const now = plans.peek(request.touched);
      if (now) ({ base, plan } = this.planAgain(request, now));
      return plan.newRules;
    };
    const work = async (access: WriteAccess): Promise<Carried | Replayed> => {
      const replayed = await this.replays.findLocked(request.intent.idempotency, access);
      if (replayed !== undefined) return { replayed };
      await request.guard?.(access);
      await plans.catchUp(access);
      if (!plans.isCurrentUnder(access, base, request.touched)) {
        base = await plans.load(request.touched, access);
        plan = request.plan(base);
      }
      return this.record(request, { base, plan }, access);
    };
    const carried = await this.database.write({ prepare, work }, { until });
    if (!('replayed' in carried)) this.follow(carried);
    return carried;
  }

  /** A plan that was made while others wrote is made anew. Throws `NotBegun` if it is refused by now, or changes nothing. */
  private planAgain(request: Request, base: PlanBase): Planned {
    const plan = tryPlan(request, base);
    if (!plan) throw new NotBegun();
    return { base, plan };
  }

  private async record(request: Request, { base, plan }: Planned, access: WriteAccess): Promise<Carried> {
    if (plan.isUnchanged) return { plan, base, sequence: undefined };
    const missing = plan.newRules - access.ruleIds.length;
    const ids = missing > 0 ? [...access.ruleIds, ...(await access.takeRuleIds(missing))] : access.ruleIds;
    const identified = withRuleIds(plan, ids);
    const { seq: sequence, id: revision } = access.head;
    const carried: Carried = { plan: identified, base, sequence, revision };
    access.record(recordOf(request, carried));
    return carried;
  }

  /** Moves the cache on to the written state, and remembers the settings of the rules. */
  private follow({ plan, revision }: Carried): void {
    const { plans } = this.rulesets;
    if (revision === undefined) return;
    plans.followWritten(revision);
    plans.noteOwners(plan.items.flatMap(ownerOf));
  }
}

interface Planned {
  base: PlanBase;
  plan: Plan;
}

/** The plan on a state that may be outdated; undefined if it is refused, or changes nothing. */
function tryPlan({ plan }: Request, base: PlanBase): Plan | undefined {
  try {
    const made = plan(base);
    return made.isUnchanged ? undefined : made;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

function ownerOf({ ruleId, settings, after }: Item): [number, string][] {
  const setting = settings?.at(-1);
  return ruleId === undefined || !after || setting === undefined ? [] : [[ruleId, setting]];
}
