import {
  DomainError,
  Members,
  invalid,
  readDocument,
  type Document,
  type JsonValue,
  type PruneOptions,
} from '@heksher/domain';
import { toJsonObject } from '../http/body/body.pipe.js';
import { inSlices } from '../http/body/in-slices.js';
import { parseInSteps } from '../http/body/parse-in-steps.js';

/** A document to plan. */
export interface PlanRequest extends PruneOptions {
  document: Document;
}

const MEMBERS = ['document', 'prune', 'prune_settings'];

/** Reads a `PlanBody`. Throws `malformed`, and `invalid` with the faults of the document. */
export async function readPlanRequest(bytes: Buffer | undefined): Promise<PlanRequest> {
  if (!bytes) throw invalid('the request needs a body, a JSON object');
  const members = new Members(toJsonObject(await inSlices(parseInSteps(bytes))), MEMBERS);
  const options = { prune: members.flag('prune'), pruneSettings: members.flag('prune_settings') };
  return { ...options, document: await read(members.value('document')) };
}

async function read(value: JsonValue): Promise<Document> {
  try {
    return await inSlices(readDocument(value));
  } catch (error) {
    throw inDocument(error);
  }
}

/** A refusal of a document, with the paths of its faults as the request has them. */
export function inDocument(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  const faults = error.faults.map((fault) => ({ ...fault, ...(fault.path && { path: ['document', ...fault.path] }) }));
  return error.at(faults);
}
