/** The long-term support release that the image, the documentation and CI prefer. */
const RECOMMENDED = 24;

/** Every major version below this one is out of support. */
const OLDEST_SUPPORTED = 22;

/** One line for whoever runs a Node.js that is out of support, such as 20.20.2; undefined for any other version. */
export function adviseOnNode(version) {
  const major = Number(version.split('.')[0]);
  const isOdd = major % 2 === 1 && major < RECOMMENDED; // never had long-term support
  if (major >= OLDEST_SUPPORTED && !isOdd) return undefined;
  return `Node.js ${version} is out of support: Node.js ${RECOMMENDED} is recommended.`;
}
