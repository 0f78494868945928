import { printJsonText, printYaml } from '@heksher/document';

export { printJsonText, printYaml };
