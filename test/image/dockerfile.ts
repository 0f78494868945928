/** One instruction of a Dockerfile: its name and the rest of its line. */
export interface Instruction {
  name: string;
  rest: string;
}

/** The instructions of a Dockerfile, stage by stage; each stage begins with its `FROM`. */
export function parseDockerfile(text: string): Instruction[][] {
  const lines = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n/g, ' ');
  const stages: Instruction[][] = [];
  for (const [, name = '', rest = ''] of lines.matchAll(/^(\S+) +(.*)$/gm)) {
    if (name === 'FROM') stages.push([]);
    stages.at(-1)?.push({ name, rest });
  }
  return stages;
}

/** The arguments of each instruction with a name. */
export const allOf = (stage: readonly Instruction[], name: string): string[] =>
  stage.filter((instruction) => instruction.name === name).map(({ rest }) => rest);

/** `COPY [--from=stage] source… target`. */
export function copiesOf(stage: readonly Instruction[]): { from?: string; sources: string[]; target: string }[] {
  return allOf(stage, 'COPY').map((rest) => {
    const { from } = /^--from=(?<from>\S+)/.exec(rest)?.groups ?? {};
    const words = rest.replace(/^--from=\S+ /, '').split(/\s+/);
    return { from, sources: words.slice(0, -1), target: words.at(-1) ?? '' };
  });
}
