export { EventParser, type EventBlock } from './event-parser.js';
