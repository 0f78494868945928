/** The long-term support release that the image and CI use. */
const RECOMMENDED = 24;

/** Every major version below this one is out of support. */
const OLDEST_SUPPORTED = 22;

/** One line of advice if a version of Node.js is out of support, such as 20.20.2; otherwise undefined. */
export function adviseOnNode(version) {
  const major = Number(version.split('.')[0]);
  const isOdd = major % 2 === 1 && major < RECOMMENDED; // never had long-term support
  if (major >= OLDEST_SUPPORTED && !isOdd) return undefined;
  return `Node.js ${version} is out of support: Node.js ${RECOMMENDED} is recommended.`;
}
